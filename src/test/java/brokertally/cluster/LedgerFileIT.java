package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import brokertally.TestSnapshots;
import brokertally.cluster.LedgerFile.Loaded;
import brokertally.ledger.Ledger;
import brokertally.wire.WirePages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs other programs or root: pipes, files of other users, full disks. */
class LedgerFileIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final int NOBODY = 65_534;

    @TempDir
    private Path directory;

    private static Ledger ledger(int series) {
        return Ledger.EMPTY.with(
                WirePages.page(TestSnapshots.snapshot("emqx@a", series, TestSnapshots.schema(series), 1)));
    }

    private record Ended(int code, String output) {}

    private static Ended run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private void makePipe(String name) throws IOException, InterruptedException {
        Path place = directory.resolve(name);
        Files.deleteIfExists(place);
        Ended made = run("mkfifo", place.toString());
        assertThat(made.code()).as(made.output()).isZero();
    }

    /** Opening a pipe blocks until somebody opens its other end. */
    @Test
    void load_ofAPipe_isRefusedAtOnce() throws Exception {
        LedgerFile file = LedgerFile.in(directory);
        file.save(ledger(1));
        file.save(ledger(2));
        makePipe("ledger.bin");

        Loaded loaded = assertTimeoutPreemptively(AT_ONCE, file::load);

        assertThat(loaded.problems()).first().asString().contains("ledger.bin is a pipe");
        assertThat(loaded.ledger().marks()).isEqualTo(ledger(1).marks());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger.bin", "ledger.bin.previous", "ledger.bin.tmp"})
    void save_whereAPipeStands_isRefusedAtOnce(String name) throws Exception {
        LedgerFile file = LedgerFile.in(directory);
        file.save(ledger(1));
        makePipe(name);
        List<String> before = names(directory);

        assertTimeoutPreemptively(AT_ONCE, () -> assertThatThrownBy(() -> file.save(ledger(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + " is a pipe"));
        assertThat(names(directory)).isEqualTo(before);
    }

    @Test
    void fileOfAnotherUser_isNeitherReadNorWritten() throws Exception {
        assumeTrue(isRoot(), "only root can give files away");
        LedgerFile file = LedgerFile.in(directory);
        file.save(ledger(1));
        file.save(ledger(2));
        Path current = directory.resolve("ledger.bin");
        byte[] bytes = Files.readAllBytes(current);
        Files.setAttribute(current, "unix:uid", NOBODY);

        Loaded loaded = file.load();

        assertThat(loaded.problems()).first().asString().contains("belongs to user");
        assertThat(loaded.ledger().marks()).isEqualTo(ledger(1).marks());
        assertThatThrownBy(() -> file.save(ledger(3))).hasMessageContaining("ledger.bin belongs to user");
        assertThat(current).hasBinaryContent(bytes);
    }

    @Test
    void save_onAFullDisk_keepsTheOldFileAndSaysWhy() throws Exception {
        assumeTrue(isRoot(), "only root can mount a small disk");
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Ended mounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
        if (mounted.code() != 0 && mounted.output().contains("permission denied")) {
            abort("this root may not mount: " + mounted.output());
        }
        assertThat(mounted.code()).as(mounted.output()).isZero();
        try {
            fillAndSave(disk);
        } finally {
            assertThat(run("umount", disk.toString()).code()).isZero();
        }
    }

    private static void fillAndSave(Path disk) throws IOException {
        LedgerFile file = LedgerFile.in(disk);
        file.save(ledger(100));
        file.save(ledger(101));

        for (int tries = 0; tries < 3; tries++) {
            assertThatThrownBy(() -> file.save(ledger(5_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(names(disk)).containsExactly("ledger.bin", "ledger.bin.previous");
            Loaded loaded = file.load();
            assertThat(loaded.ledger().marks()).isEqualTo(ledger(101).marks());
        }

        file.save(ledger(102));
        assertThat(file.load().ledger().marks()).isEqualTo(ledger(102).marks());
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
