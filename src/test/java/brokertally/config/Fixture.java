package brokertally.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A configuration file of the tests; its comments say what it needs and what has to come out. */
record Fixture(Path file) {
    static final Path DIRECTORY = Path.of("src/test/resources/config");

    /** A path at which there is no file, so that no data directory of the developer plays a part. */
    static final Path NO_FILE = DIRECTORY.resolve("no-cluster.hocon");

    static List<Fixture> ending(String suffix) {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .map(Fixture::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SettingsInput input() {
        return new SettingsInput(Optional.of(file), Optional.of(NO_FILE), environment());
    }

    /** The texts after {@code # word:}. */
    List<String> comments(String word) {
        String start = "# " + word + ": ";
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (String variable : comments("env")) {
            int equals = variable.indexOf('=');
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return environment;
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
