package brokertally;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names and versions of libraries, and how old they may be. */
final class Libraries {
    private static final Path MINIMUM = Path.of("src/etc/minimum-versions.txt");
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

    private Libraries() {}

    /** A library of this version. */
    record Library(String name, String version) {
        /** That of a file; empty when the file has another name than a library has. */
        static Optional<Library> of(Path file) {
            Matcher jar = JAR.matcher(file.getFileName().toString());
            return jar.matches() ? Optional.of(new Library(jar.group(1), jar.group(2))) : Optional.empty();
        }

        boolean isOlderThan(String minimum) {
            int[] own = numbers(version);
            int[] least = numbers(minimum);
            return Arrays.compare(
                            own, 0, Math.min(own.length, least.length), least, 0, Math.min(own.length, least.length))
                    < 0;
        }

        private static int[] numbers(String version) {
            return Arrays.stream(version.split("[.-]"))
                    .takeWhile(word -> word.matches("\\d+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }
    }

    /** The oldest version that a library may have; its name may end in a star. */
    record Minimum(String name, String version) {
        boolean isOf(Library library) {
            return name.endsWith("*")
                    ? library.name().startsWith(name.substring(0, name.length() - 1))
                    : library.name().equals(name);
        }
    }

    static List<Minimum> minimums() throws IOException {
        List<Minimum> minimums = new ArrayList<>();
        for (String line : Files.readAllLines(MINIMUM)) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" +");
                minimums.add(new Minimum(words[0], words[1]));
            }
        }
        return minimums;
    }
}
