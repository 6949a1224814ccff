package brokertally;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The administrator's API key of one run of the demo, the same for its three sidecars. */
record DemoKey(String secret) {
    private static final String NAME = "demo";
    private static final int SECRET_BYTES = 16;

    static DemoKey random() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new DemoKey(HexFormat.of().formatHex(bytes));
    }

    /** As {@code curl -u} takes it. */
    String text() {
        return NAME + ":" + secret;
    }

    /** Writes it to {@link #file} in the form of {@code api_key.bootstrap_file}, for its owner alone. */
    void write(Path directory) throws IOException {
        Path file = Files.createFile(
                file(directory), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, (text() + ":administrator\n").getBytes(StandardCharsets.UTF_8));
    }

    static Path file(Path directory) {
        return directory.resolve("api-keys");
    }
}
