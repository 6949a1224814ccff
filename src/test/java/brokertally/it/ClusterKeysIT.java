package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/make-cluster-keys}, and what a sidecar says of keys that it cannot use. */
class ClusterKeysIT {
    @TempDir
    Path directory;

    private record Ended(int exit, String said) {}

    private static Ended run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Ended script(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("scripts/make-cluster-keys"));
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }

    @Test
    void theFiles_areForTheirOwnerOnly_andAreNotReplacedUnasked() throws Exception {
        Path keys = directory.resolve("keys");
        ClusterKeys first = ClusterKeys.make(keys);
        assertThat(first.password()).matches("[A-Za-z0-9]{32}");
        for (String file : List.of("cluster.p12", "cluster.password")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve(file))))
                    .isEqualTo("rw-------");
        }
        try (var files = Files.list(keys)) {
            assertThat(files).as("nothing is left beside them").hasSize(2);
        }

        Ended again = script(keys.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.said()).contains("is there already", "--force");
        assertThat(Files.readString(keys.resolve("cluster.password"))).isEqualTo(first.password());

        assertThat(script("--force", keys.toString()).exit()).isZero();
        assertThat(Files.readString(keys.resolve("cluster.password"))).isNotEqualTo(first.password());
    }

    @Test
    void wrongUse_isSaid() throws Exception {
        assertThat(script("--help").said()).contains("--force", "DIRECTORY");
        assertThat(script().exit()).isEqualTo(1);
        assertThat(script("--days", "soon", directory.toString()).said()).contains("not a number of days");
        assertThat(script("--fast", directory.toString()).said()).contains("unknown: --fast");
    }

    @Test
    void sidecarWithTheWrongPassword_saysWhichFileAndWhy_andEnds() throws Exception {
        ClusterKeys keys = ClusterKeys.make(directory.resolve("keys"));
        Path file = Files.writeString(
                directory.resolve("a.conf"),
                "data_dir = \"\"\n" + keys.settings().replace(keys.password(), "canary-wrong-password"));

        Ended ended = run(
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        brokertally.Main.class.getName(),
                        "run",
                        "--config",
                        file.toString()));

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.said())
                .contains(keys.keystore().toString(), "keystore_password is not its password")
                .doesNotContain("canary", keys.password(), "\tat ");
    }
}
