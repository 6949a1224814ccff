package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.cluster.SharedDisk.Loaded;
import brokertally.entries.Entries;
import brokertally.entries.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedDiskTest {
    private static final String CONFIG = SharedStore.CONFIGURATION;
    private static final String KEY = "api_key/a";

    @TempDir
    private Path root;

    private Path directory;
    private SharedDisk disk;
    private Entries entries = Entries.EMPTY;

    @BeforeEach
    void makeDisk() {
        directory = root.resolve("data");
        disk = new SharedDisk(directory);
    }

    private void put(String name, String body) throws IOException {
        Entries next = entries.with(entries.next(name, body.getBytes(StandardCharsets.UTF_8), "m1"));
        disk.save(next, name);
        entries = next;
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void load_ofNothing_isNothing() {
        assertThat(disk.load("m1")).isEqualTo(new Loaded(Entries.EMPTY, List.of(), Optional.empty()));
    }

    @Test
    void load_ofAnEditedConfiguration_saysSo_andWritesItsFirstLineAnew() throws IOException {
        put(CONFIG, "prometheus { enable_basic_auth = true }\n");
        Path file = directory.resolve("cluster.hocon");
        Files.writeString(file, Files.readString(file).replace("= true", "= false"));

        Loaded edited = disk.load("m2");

        assertThat(edited.edited()).hasValueSatisfying(entry -> {
            assertThat(entry.stamp().version()).isEqualTo(2);
            assertThat(entry.stamp().writer()).isEqualTo("m2");
        });
        assertThat(Files.readAllLines(file))
                .satisfies(lines -> assertThat(lines.get(0)).contains("version=2 writer=m2 "))
                .last()
                .isEqualTo("prometheus { enable_basic_auth = false }");
        assertThat(disk.load("m3")).isEqualTo(new Loaded(edited.entries(), List.of(), Optional.empty()));
    }

    @Test
    void load_givesBackWhatWasSaved() throws IOException {
        put(CONFIG, "prometheus { enable_basic_auth = true }\n");
        put(CONFIG, "prometheus { }\n");
        put(KEY, "\u0000ü");
        put(KEY, "2");

        assertThat(new SharedDisk(directory).load("m2")).isEqualTo(new Loaded(entries, List.of(), Optional.empty()));
        assertThat(Files.readAllLines(directory.resolve("cluster.hocon")))
                .satisfies(lines -> assertThat(lines.get(0))
                        .matches("# What the API changed, .*version=2 writer=m1 checksum=\\w{8} after=1/m1"))
                .last()
                .isEqualTo("prometheus { }");
        assertThat(names()).containsExactly("api_keys", "api_keys.previous", "cluster.hocon", "cluster.hocon.bak.1");
        for (String name : names()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void save_keepsTenBackupsOfTheConfiguration() throws IOException {
        for (int i = 1; i <= 14; i++) {
            put(CONFIG, "prometheus { } # " + i + "\n");
        }

        assertThat(names()).hasSize(11).contains("cluster.hocon.bak.4", "cluster.hocon.bak.13");
        assertThat(Files.readString(directory.resolve("cluster.hocon.bak.13"))).endsWith("# 13\n");
    }

    @Test
    void configurationThatSomebodyEdited_isANewWriting() throws IOException {
        put(CONFIG, "prometheus { enable_basic_auth = false }\n");
        Path file = directory.resolve("cluster.hocon");
        Files.writeString(file, Files.readString(file).replace("false", "true"));

        Entry edited = disk.load("m9").entries().entry(CONFIG).orElseThrow();

        assertThat(edited.stamp().toString()).isEqualTo("2/m9");
        assertThat(Entries.lost(edited, entries.entry(CONFIG).orElseThrow())).isEmpty();
        assertThat(new String(edited.body(), StandardCharsets.UTF_8)).contains("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "prometheus { }", "# a comment\n", "\n\n", "# What the API changed, written by x\na=1"})
    void configurationByHand_isTheFirstWriting(String text) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("cluster.hocon"), text);

        Entry entry = disk.load("m9").entries().entry(CONFIG).orElseThrow();

        assertThat(entry.stamp().toString()).isEqualTo("1/m9");
        assertThat(entry.body()).asString(StandardCharsets.UTF_8).isEqualTo(text);
    }

    @Test
    void keysCutAnywhere_areSetAside_andThePreviousOnesAreUsed() throws IOException {
        put(KEY, "1");
        Entries before = entries;
        put(KEY, "2");
        byte[] whole = Files.readAllBytes(directory.resolve("api_keys"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(directory.resolve("api_keys"), Arrays.copyOf(whole, length));

            Loaded loaded = disk.load("m1");

            assertThat(loaded.entries()).as("cut at %d", length).isEqualTo(before);
            assertThat(loaded.problems())
                    .anyMatch(problem -> problem.contains("set aside as api_keys.damaged-"))
                    .last()
                    .asString()
                    .contains("api_keys.previous is used instead");
        }
    }

    @Test
    void keysFlippedAnywhere_areNeverTaken() throws IOException {
        put(KEY, "1");
        put(KEY, "2");
        byte[] whole = Files.readAllBytes(directory.resolve("api_keys"));
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x41;
            Files.write(directory.resolve("api_keys"), flipped);

            assertThat(disk.load("m1").entries().living("").get(KEY))
                    .as("flipped at %d", at)
                    .isEqualTo(new byte[] {49});
        }
    }

    @Test
    void keysOfALaterVersion_areSetAsideUnderIt() throws IOException {
        put(KEY, "1");
        byte[] later = EntriesFormat.write(entries);
        later[11] = 2;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(later, 0, later.length - 4);
        java.nio.ByteBuffer.wrap(later).putInt(later.length - 4, (int) crc.getValue());
        Files.write(directory.resolve("api_keys"), later);

        Loaded loaded = disk.load("m1");

        assertThat(loaded.problems())
                .singleElement()
                .asString()
                .contains("is of format version 2, this program knows version 1; set aside as api_keys.version-2");
        assertThat(loaded.entries()).isEqualTo(Entries.EMPTY);
    }

    /** Threat T28: what is no file of ours is neither read nor replaced. */
    @ParameterizedTest
    @ValueSource(strings = {"cluster.hocon", "api_keys"})
    void symbolicLinkAndDirectory_areRefused(String name) throws IOException {
        put(CONFIG, "prometheus { }\n");
        put(KEY, "1");
        Path file = directory.resolve(name);
        Path elsewhere = root.resolve("elsewhere");
        Files.move(file, elsewhere);
        byte[] before = Files.readAllBytes(elsewhere);
        String entry = name.equals("api_keys") ? KEY : CONFIG;

        Files.createSymbolicLink(file, elsewhere);
        assertThat(disk.load("m1").problems()).singleElement().asString().contains("is a symbolic link");
        assertThat(disk.load("m1").entries().entry(entry)).isEmpty();
        assertThatThrownBy(() -> put(entry, "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + " is a symbolic link");
        assertThat(elsewhere).hasBinaryContent(before);

        Files.delete(file);
        Files.createDirectory(file);
        assertThat(disk.load("m1").problems()).singleElement().asString().contains("is a directory");
        assertThatThrownBy(() -> put(entry, "x")).hasMessageContaining(name + " is a directory");
        assertThat(names()).noneMatch(left -> left.endsWith(".tmp"));
    }

    /** Threat T28. */
    @ParameterizedTest
    @ValueSource(strings = {"cluster.hocon", "api_keys"})
    void fileThatOthersMayRead_isClosed(String name) throws IOException {
        put(CONFIG, "prometheus { }\n");
        put(KEY, "1");
        Path file = directory.resolve(name);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Loaded loaded = disk.load("m1");

        assertThat(loaded.entries()).isEqualTo(entries);
        assertThat(loaded.problems()).singleElement().asString().contains("was open to others (rw-r--r--)");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void files_areClosedAgain() throws IOException {
        put(CONFIG, "prometheus { }\n");
        put(KEY, "1");
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            put(i % 2 == 0 ? CONFIG : KEY, "prometheus { }\n");
            disk.load("m1");
        }
        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void lostWritings_doNotPushTheBackupsOut() throws IOException {
        put(CONFIG, "prometheus { } # first\n");
        put(CONFIG, "prometheus { } # second\n");

        for (int i = 0; i < 14; i++) {
            disk.keep(Entries.EMPTY.next(CONFIG, new byte[] {(byte) i}, "m2"));
        }

        assertThat(Files.readString(directory.resolve("cluster.hocon.bak.1"))).endsWith("# first\n");
        assertThat(names()).filteredOn(name -> name.contains(".lost.")).hasSize(10);
    }

    @Test
    void directoryThatCannotBeSynced_isNoFailure_sinceTheNewFileIsThere() throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("file");

        AtomicFile.alone(file, place -> {
                    throw new IOException("no");
                })
                .put(channel -> Backups.writeAll(new byte[] {1}, channel));

        assertThat(file).hasBinaryContent(new byte[] {1});
    }

    @Test
    void largeContent_isWrittenAndReadInSlices() throws IOException {
        Files.createDirectories(directory);
        byte[] large = new byte[5 * Backups.SLICE_BYTES + 7];
        new java.util.Random(3).nextBytes(large);
        Path file = directory.resolve("file");

        AtomicFile.alone(file).put(channel -> Backups.writeAll(large, channel));
        assertThat(file).hasBinaryContent(large);

        Entries many = Entries.EMPTY;
        for (int i = 0; i < 20; i++) {
            many = many.with(many.next("api_key/k" + i, java.util.Arrays.copyOf(large, 8_000), "m1"));
        }
        disk.save(many, KEY);
        assertThat(disk.load("m1")).isEqualTo(new Loaded(many, List.of(), java.util.Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 62, (1L << 62) - 1, 1L << 41})
    void versionThatNobodyReaches_inAFile_isTakenAsEditedByHand(long version) throws IOException {
        Entry config = entry(CONFIG, version);
        disk.save(Entries.of(List.of(config)), CONFIG);
        disk.save(Entries.of(List.of(entry("api_key/b", 7), entry(KEY, version))), KEY);

        Loaded loaded = disk.load("m9");

        assertThat(loaded.problems()).hasSize(2).allMatch(problem -> problem.contains("far above all others"));
        assertThat(loaded.entries().entry(KEY).orElseThrow().stamp()).hasToString("8/m9");
        assertThat(loaded.entries().entry(CONFIG).orElseThrow().stamp()).hasToString("9/m9");
        assertThat(loaded.entries().entry(CONFIG).orElseThrow().body()).isEqualTo(config.body());
    }

    private static Entry entry(String name, long version) {
        byte[] body = "prometheus { }\n".getBytes(StandardCharsets.UTF_8);
        return new Entry(name, new brokertally.entries.Stamp(version, "m1"), List.of(), body);
    }

    @Test
    void configurationThatIsTooLong_doesNotHideTheKeys() throws IOException {
        put(KEY, "1");
        Files.writeString(directory.resolve("cluster.hocon"), "#".repeat(Entry.BODY_BYTES + 1));

        Loaded loaded = disk.load("m1");

        assertThat(loaded.entries()).isEqualTo(entries);
        assertThat(loaded.problems()).last().asString().contains("cluster.hocon is not taken");
    }

    @Test
    void lostWriting_isKeptBesideItsFile() throws IOException {
        put(CONFIG, "prometheus { }\n");
        Entry lost = Entries.EMPTY.next(
                CONFIG, "prometheus { enable_basic_auth = true }\n".getBytes(StandardCharsets.UTF_8), "m2");

        Path kept = disk.keep(lost);

        assertThat(kept.getFileName()).hasToString("cluster.hocon.lost.1");
        assertThat(Files.readString(kept)).contains("writer=m2").contains("enable_basic_auth = true");
        assertThat(disk.keep(Entries.EMPTY.next(KEY, new byte[1], "m2")).getFileName())
                .hasToString("api_keys.lost.1");
    }
}
