package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brokertally.config.OperatorSettings;
import brokertally.config.SettingsException;
import brokertally.config.SettingsInput;
import brokertally.entries.Entries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs other programs or root: pipes, full disks. */
class SharedDiskIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final String CONFIG = SharedStore.CONFIGURATION;
    private static final String KEY = "api_key/a";

    @TempDir
    private Path directory;

    private static Entries with(Entries before, String name, int length) {
        byte[] body = ("#" + "x".repeat(length)).getBytes(StandardCharsets.UTF_8);
        return before.with(before.next(name, body, "m1"));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0 ? "" : "failed: " + output;
    }

    /** Threat T28: to open a pipe waits until somebody opens its other end. */
    @ParameterizedTest
    @ValueSource(strings = {"cluster.hocon", "api_keys"})
    void pipe_isRefusedAtOnce(String name) throws Exception {
        SharedDisk disk = new SharedDisk(directory);
        assertThat(run("mkfifo", directory.resolve(name).toString())).isEmpty();
        String entry = name.equals("api_keys") ? KEY : CONFIG;

        assertTimeoutPreemptively(AT_ONCE, () -> {
            assertThat(disk.load("m1").problems()).singleElement().asString().contains(name + " is a pipe");
            assertThatThrownBy(() -> disk.save(with(Entries.EMPTY, entry, 1), entry))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name + " is a pipe");
        });
        assertThat(names(directory)).containsExactly(name);
    }

    /** Threat T28, where the configuration is read. */
    @Test
    void settings_besideAPipeOrALink_areRefusedAtOnce() throws Exception {
        Path cluster = directory.resolve("cluster.hocon");
        assertThat(run("mkfifo", cluster.toString())).isEmpty();
        SettingsInput input = new SettingsInput(Optional.empty(), Optional.of(cluster), Map.of());

        assertTimeoutPreemptively(AT_ONCE, () -> assertThatThrownBy(
                        () -> OperatorSettings.read(input).load())
                .isInstanceOf(SettingsException.class)
                .hasMessage(cluster + ": is not a file that can be read"));

        Files.delete(cluster);
        Files.createSymbolicLink(cluster, Files.writeString(directory.resolve("elsewhere"), "prometheus {}"));
        assertThatThrownBy(() -> OperatorSettings.read(input).load())
                .hasMessage(cluster + ": is a symbolic link, not a file; remove it");
    }

    @Test
    void save_onAFullDisk_keepsTheOldFilesAndSaysWhy() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can mount a small disk");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        String mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
        if (mounted.contains("permission denied")) {
            abort("this root may not mount: " + mounted);
        }
        assertThat(mounted).isEmpty();
        try {
            fillAndSave(disk);
        } finally {
            assertThat(run("umount", disk.toString())).isEmpty();
        }
    }

    private static void fillAndSave(Path place) throws IOException {
        SharedDisk disk = new SharedDisk(place);
        Entries kept = with(with(Entries.EMPTY, CONFIG, 100), KEY, 100);
        disk.save(kept, CONFIG);
        disk.save(kept, KEY);
        for (String name : List.of(CONFIG, KEY)) {
            for (int tries = 0; tries < 3; tries++) {
                assertThatThrownBy(() -> disk.save(with(kept, name, 100_000), name))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left on device");
                assertThat(names(place)).containsExactly("api_keys", "cluster.hocon");
                assertThat(disk.load("m1")).isEqualTo(new SharedDisk.Loaded(kept, List.of(), Optional.empty()));
            }
        }
        Entries after = with(kept, CONFIG, 200);
        disk.save(after, CONFIG);
        assertThat(disk.load("m1").entries()).isEqualTo(after);
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
