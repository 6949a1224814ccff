package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.BootstrapFile;
import brokertally.auth.Minter;
import brokertally.config.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bootstrap file on disk. Blocks.
 *
 * @param path {@code api_key.bootstrap_file}
 */
public record BootstrapKeys(Path path) {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    /**
     * What is in the file.
     *
     * @param keys none when there is a problem
     * @param problems a line each, with the path and the line number; never a secret
     */
    record Loaded(List<ApiKey> keys, List<String> problems) {}

    /** The file cannot be used; the message is all problems, a line each. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unusable(List<String> problems) {
            super(String.join("\n", problems));
        }
    }

    /** What is wrong with the file that these settings name, if they do. */
    public static List<String> problems(Settings.ApiKey settings) {
        return settings.bootstrapFile()
                .map(file -> new BootstrapKeys(Path.of(file)).problems())
                .orElse(List.of());
    }

    /** What is wrong with the file, without hashing anything. */
    List<String> problems() {
        return parse().problems().stream().map(this::located).toList();
    }

    Loaded load(Minter minter, Instant now) {
        BootstrapFile file = parse();
        if (!file.problems().isEmpty()) {
            return new Loaded(
                    List.of(), file.problems().stream().map(this::located).toList());
        }
        return new Loaded(
                file.lines().stream().map(line -> minter.ofFile(line, now)).toList(), List.of());
    }

    /** Says when people may read or change the file who should not; a group may read it, as that of a mounted secret does. */
    Optional<String> openness() {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)
                    ? Optional.of(path + " holds secrets and is open to others; chmod 600 it")
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty(); // whether it can be read is said elsewhere
        }
    }

    private BootstrapFile parse() {
        try {
            if (!Files.isRegularFile(path) && Files.exists(path)) {
                return failed("is not a regular file"); // to open a FIFO would wait for ever
            }
            long size = Files.size(path);
            if (size > 4L * BootstrapFile.MAX_LENGTH) {
                return failed("is longer than " + BootstrapFile.MAX_LENGTH + " characters");
            }
            return BootstrapFile.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString());
        } catch (CharacterCodingException e) {
            return failed("is not UTF-8");
        } catch (NoSuchFileException e) {
            return failed("is not there");
        } catch (IOException e) {
            return failed("cannot be read: " + e);
        }
    }

    private static BootstrapFile failed(String why) {
        return new BootstrapFile(List.of(), List.of(why));
    }

    private String located(String problem) {
        return "api_key.bootstrap_file '" + path + "': " + problem;
    }
}
