package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.TestSnapshots;
import brokertally.cluster.LedgerFile.Loaded;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.Snapshot;
import brokertally.wire.WirePages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerFileTest {
    private static final Ledger OLD = ledger(1);
    private static final Ledger NEW = ledger(2);

    @TempDir
    private Path temporary;

    private Path directory;
    private LedgerFile file;

    @BeforeEach
    void create() {
        directory = temporary.resolve("data");
        file = LedgerFile.in(directory);
    }

    private static Ledger ledger(long sequence) {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@c", sequence, TestSnapshots.schema(2), sequence);
        return Ledger.EMPTY
                .with(WirePages.longGone())
                .with(WirePages.rich("rich"))
                .with(WirePages.page(snapshot));
    }

    static void assertSame(Ledger actual, Ledger expected) {
        assertThat(actual.marks()).isEqualTo(expected.marks());
        Iterator<LedgerPage> pages = expected.pages().iterator();
        actual.pages().forEach(page -> WirePages.assertSame(page, pages.next()));
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    private byte[] current() throws IOException {
        return Files.readAllBytes(path("ledger.bin"));
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same bytes with a checksum that fits them. */
    private static byte[] sealed(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length - 4);
        return ByteBuffer.wrap(bytes.clone())
                .putInt(bytes.length - 4, (int) checksum.getValue())
                .array();
    }

    private static byte[] ofVersion(int version, byte[] bytes) {
        return sealed(ByteBuffer.wrap(bytes.clone()).putInt(8, version).array());
    }

    @Test
    void load_ofNothing_isAnEmptyLedgerWithoutAProblem() throws IOException {
        assertThat(file.load()).isEqualTo(new Loaded(Ledger.EMPTY, List.of()));
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(file.load()).isEqualTo(new Loaded(Ledger.EMPTY, List.of()));
    }

    @Test
    void save_thenLoad_givesTheLedgerBack() throws IOException {
        file.save(NEW);
        Loaded loaded = file.load();
        assertThat(loaded.problems()).isEmpty();
        assertSame(loaded.ledger(), NEW);
    }

    @Test
    void load_keepsOneSchemaForAllNodesThatShareIt() throws IOException {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@b", 9, TestSnapshots.schema(2), 1);
        file.save(NEW.with(WirePages.page(snapshot)));
        Ledger loaded = file.load().ledger();
        assertThat(loaded.page("emqx@b").orElseThrow().current().schema())
                .isSameAs(loaded.page("emqx@c").orElseThrow().current().schema());
    }

    @Test
    void save_ofAnEmptyLedger_isReadWithoutAProblem() throws IOException {
        file.save(Ledger.EMPTY);
        assertThat(file.load().problems()).isEmpty();
        assertThat(file.load().ledger().size()).isZero();
    }

    @Test
    void save_twice_keepsTheOneBefore() throws IOException {
        file.save(OLD);
        byte[] before = current();
        file.save(NEW);
        assertThat(names()).containsExactly("ledger.bin", "ledger.bin.previous");
        assertThat(path("ledger.bin.previous")).hasBinaryContent(before);
    }

    @Test
    void save_makesWhatOnlyItsUserCanRead() throws IOException {
        file.save(OLD);
        file.save(NEW);
        assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        for (String name : names()) {
            assertThat(Files.getPosixFilePermissions(path(name)))
                    .as(name)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    private void damagedIsSetAsideAndThePreviousUsed(byte[] bytes, String what) throws IOException {
        Files.write(path("ledger.bin"), bytes);
        Loaded loaded = file.load();
        assertThat(loaded.problems()).as(what).hasSize(2);
        assertThat(loaded.problems().get(0)).as(what).contains("ledger.bin ", "set aside as ledger.bin.damaged-");
        assertThat(loaded.problems().get(1)).isEqualTo("ledger.bin.previous is used instead");
        assertThat(loaded.ledger().marks()).as(what).isEqualTo(OLD.marks());
        assertThat(path("ledger.bin")).doesNotExist();
    }

    private byte[] savedTwice() throws IOException {
        file.save(OLD);
        file.save(NEW);
        Files.setPosixFilePermissions(path("ledger.bin"), PosixFilePermissions.fromString("rw-------"));
        return current();
    }

    /** {@link Files#write} makes files that others can read, which would be one more problem. */
    private void keepPermissionsOfWhatIsWritten() throws IOException {
        Files.deleteIfExists(path("ledger.bin"));
        Files.createFile(
                path("ledger.bin"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Test
    void load_ofAFileCutAtEveryOffset_usesThePrevious() throws IOException {
        byte[] whole = savedTwice();
        for (int length = 0; length < whole.length; length++) {
            keepPermissionsOfWhatIsWritten();
            damagedIsSetAsideAndThePreviousUsed(Arrays.copyOf(whole, length), "cut at " + length);
        }
        assertThat(whole.length).isGreaterThan(1_000);
    }

    @Test
    void load_ofAFileWithAnyByteFlipped_usesThePrevious() throws IOException {
        byte[] whole = savedTwice();
        Random random = new Random(11);
        int flips = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {1 << random.nextInt(8), 0xff}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) mask;
                keepPermissionsOfWhatIsWritten();
                damagedIsSetAsideAndThePreviousUsed(flipped, "byte " + at + " ^ " + mask);
                flips++;
            }
        }
        assertThat(flips).isGreaterThan(2_000);
    }

    /** A right checksum over anything at all: nothing but a ledger or a problem may come. */
    @Test
    void load_ofAFileFlippedAndSealedAgain_givesALedgerOrAProblem() throws IOException {
        byte[] whole = savedTwice();
        for (int at = 0; at < whole.length - 4; at++) {
            byte[] lie = whole.clone();
            lie[at] ^= (byte) 0x81;
            keepPermissionsOfWhatIsWritten();
            Files.write(path("ledger.bin"), sealed(lie));
            Loaded loaded = file.load();
            assertThat(loaded.problems()).as("byte %d", at).isNotEmpty();
            assertThat(loaded.ledger().marks()).as("byte %d", at).isEqualTo(OLD.marks());
        }
    }

    @Test
    void load_ofAFileWithBytesBehindIt_usesThePrevious() throws IOException {
        byte[] whole = savedTwice();
        byte[] longer = Arrays.copyOf(whole, whole.length + 10);
        damagedIsSetAsideAndThePreviousUsed(longer, "longer");
        keepPermissionsOfWhatIsWritten();
        damagedIsSetAsideAndThePreviousUsed(sealed(longer), "longer and sealed");
    }

    @Test
    void load_saysWhatIsWrongAndWhere() throws IOException {
        byte[] whole = savedTwice();
        byte[] inPage = whole.clone();
        inPage[whole.length - 10] ^= 1;
        byte[] notOurs = whole.clone();
        notOurs[0] = 'X';
        assertThat(problemOf(inPage)).contains("wrong checksum in page 3 of 3");
        assertThat(problemOf(notOurs)).contains("does not begin as a ledger does");
        assertThat(problemOf(new byte[0])).contains("is empty");
        assertThat(problemOf(Arrays.copyOf(whole, 7))).contains("is cut off after 7 bytes");
        assertThat(problemOf(Arrays.copyOf(whole, 200))).contains("is cut off in page 1 of 3");
        byte[] negative =
                sealed(ByteBuffer.wrap(Arrays.copyOf(whole, 20)).putInt(12, -1).array());
        assertThat(problemOf(negative)).contains("announces -1 pages");
    }

    /** Right checksums all over, and yet no ledger: of a program that is newer, or that is wrong. */
    @Test
    void load_ofPagesThatAreNone_saysWhichOne() throws IOException {
        file.save(Ledger.EMPTY.with(WirePages.rich("rich")));
        byte[] whole = current();
        byte[] page = Arrays.copyOfRange(whole, 24, whole.length - 4);
        assertThat(problemOf(ofPages(page, page))).contains("has two pages of one node");
        byte[] newer = page.clone();
        newer[0] = 9;
        assertThat(problemOf(ofPages(page, newer)))
                .contains("has a page 2 of 2 that is none")
                .contains("page of version 9");
    }

    private static byte[] ofPages(byte[]... pages) {
        ByteBuffer out = ByteBuffer.allocate(
                20 + Stream.of(pages).mapToInt(page -> page.length + 8).sum());
        out.put("BTLEDGER".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(pages.length);
        for (byte[] page : pages) {
            CRC32C checksum = new CRC32C();
            checksum.update(page);
            out.putInt(page.length).putInt((int) checksum.getValue()).put(page);
        }
        return sealed(out.array());
    }

    private String problemOf(byte[] bytes) throws IOException {
        keepPermissionsOfWhatIsWritten();
        Files.write(path("ledger.bin"), bytes);
        return file.load().problems().get(0);
    }

    @Test
    void load_whenBothAreDamaged_saysThatTheLedgerBeginsEmpty_alsoTheNextTime() throws IOException {
        byte[] whole = savedTwice();
        Files.write(path("ledger.bin"), Arrays.copyOf(whole, 100));
        Files.write(path("ledger.bin.previous"), new byte[0]);
        Loaded loaded = file.load();
        assertThat(loaded.ledger().size()).isZero();
        assertThat(loaded.problems()).hasSize(3).last().asString().contains("the ledger begins empty");
        assertThat(names()).containsExactly("ledger.bin.damaged-1", "ledger.bin.damaged-2");
        assertThat(file.load().problems())
                .containsExactly("there are only files that were set aside: the ledger begins empty");
    }

    @Test
    void load_ofOneDamagedFileAndNoOther_saysThatTheLedgerBeginsEmpty() throws IOException {
        file.save(OLD);
        Files.write(path("ledger.bin"), new byte[50]);
        assertThat(file.load().problems()).hasSize(2).last().asString().contains("the ledger begins empty");
    }

    @Test
    void load_keepsTheLastFiveDamagedFiles() throws IOException {
        file.save(OLD);
        for (int n = 1; n <= 8; n++) {
            keepPermissionsOfWhatIsWritten();
            Files.write(path("ledger.bin"), new byte[n]);
            file.load();
        }
        assertThat(names())
                .containsExactly(
                        "ledger.bin.damaged-4",
                        "ledger.bin.damaged-5",
                        "ledger.bin.damaged-6",
                        "ledger.bin.damaged-7",
                        "ledger.bin.damaged-8");
        assertThat(path("ledger.bin.damaged-8")).hasSize(8);
    }

    /** Version 0 was never written; 9 is one of a program to come. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 9, -1})
    void load_ofAnotherVersion_isSetAsideByItsVersionAndThePreviousUsed(int version) throws IOException {
        byte[] other = ofVersion(version, savedTwice());
        Files.write(path("ledger.bin"), other);
        Loaded loaded = file.load();
        String number = Integer.toUnsignedString(version);
        assertThat(loaded.problems().get(0))
                .contains("is of format version " + number + ", this program knows version 1")
                .contains("set aside as ledger.bin.version-" + number);
        assertSame(loaded.ledger(), OLD);
        assertThat(path("ledger.bin.version-" + number)).hasBinaryContent(other);
    }

    @Test
    void load_whenBothAreOfANewerVersion_losesNeither() throws IOException {
        byte[] newer = ofVersion(2, savedTwice());
        Files.write(path("ledger.bin"), newer);
        Files.write(path("ledger.bin.previous"), ofVersion(2, Files.readAllBytes(path("ledger.bin.previous"))));
        assertThat(file.load().problems()).last().asString().contains("begins empty");
        file.save(NEW);
        file.save(NEW);
        assertThat(names())
                .containsExactly(
                        "ledger.bin", "ledger.bin.previous", "ledger.bin.previous.version-2", "ledger.bin.version-2");
    }

    @Test
    void load_withoutTheCurrentFile_usesThePreviousAndSaysSo() throws IOException {
        savedTwice();
        Files.delete(path("ledger.bin"));
        Loaded loaded = file.load();
        assertSame(loaded.ledger(), OLD);
        assertThat(loaded.problems()).containsExactly("ledger.bin is missing: ledger.bin.previous is used instead");
    }

    @Test
    void load_ofASymbolicLink_isRefusedAndNotFollowed() throws IOException {
        byte[] whole = savedTwice();
        Path elsewhere = Files.write(temporary.resolve("elsewhere"), whole);
        Files.delete(path("ledger.bin"));
        Files.createSymbolicLink(path("ledger.bin"), elsewhere);
        Loaded loaded = file.load();
        assertThat(loaded.problems().get(0)).contains("ledger.bin is a symbolic link");
        assertSame(loaded.ledger(), OLD);
        assertRefusesToSave("ledger.bin is a symbolic link");
        assertThat(elsewhere).hasBinaryContent(whole);
    }

    private void assertRefusesToSave(String why) {
        List<String> before = names();
        assertThatThrownBy(() -> file.save(NEW)).isInstanceOf(IOException.class).hasMessageContaining(why);
        assertThat(names()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger.bin", "ledger.bin.previous", "ledger.bin.tmp"})
    void save_whereALinkStands_isRefusedAndNotFollowed(String name) throws IOException {
        file.save(OLD);
        Files.deleteIfExists(path(name));
        Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "not ours");
        Files.createSymbolicLink(path(name), elsewhere);
        assertRefusesToSave(name + " is a symbolic link");
        assertThat(elsewhere).hasContent("not ours");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger.bin", "ledger.bin.previous", "ledger.bin.tmp"})
    void save_whereADirectoryStands_isRefused(String name) throws IOException {
        file.save(OLD);
        Files.deleteIfExists(path(name));
        Files.createDirectory(path(name));
        assertRefusesToSave(name + " is a directory");
    }

    @Test
    void load_ofADirectoryInItsPlace_usesThePrevious() throws IOException {
        savedTwice();
        Files.delete(path("ledger.bin"));
        Files.createDirectory(path("ledger.bin"));
        Loaded loaded = file.load();
        assertThat(loaded.problems().get(0)).contains("ledger.bin is a directory");
        assertSame(loaded.ledger(), OLD);
    }

    @Test
    void load_ofAFileThatOthersCanRead_closesItAndUsesIt() throws IOException {
        file.save(NEW);
        Files.setPosixFilePermissions(path("ledger.bin"), PosixFilePermissions.fromString("rw-r--r--"));
        Loaded loaded = file.load();
        assertThat(loaded.problems()).singleElement().asString().contains("was open to others (rw-r--r--)");
        assertSame(loaded.ledger(), NEW);
        assertThat(Files.getPosixFilePermissions(path("ledger.bin")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(file.load().problems()).isEmpty();
    }

    @Test
    void load_fromADirectoryThatOthersCanRead_saysSoAndUsesIt() throws IOException {
        file.save(NEW);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Loaded loaded = file.load();
        assertThat(loaded.problems()).singleElement().asString().contains("is open to others (rwxr-xr-x)");
        assertSame(loaded.ledger(), NEW);
    }

    @Test
    void load_ofAFileAboveTheLimit_isNotRead() throws IOException {
        byte[] whole = savedTwice();
        Loaded atTheLimit = new LedgerFile(directory, whole.length).load();
        assertThat(atTheLimit.problems()).isEmpty();
        Loaded below = new LedgerFile(directory, whole.length - 1).load();
        assertThat(below.problems().get(0)).contains("more than the limit of " + (whole.length - 1));
        assertThat(below.ledger().size()).isZero();
    }

    @Test
    void directory_thatIsAFile_isAProblemAndNoFailure() throws IOException {
        Files.writeString(directory, "");
        assertThat(file.load().problems()).singleElement().asString().contains("is not a directory");
        assertThatThrownBy(() -> file.save(NEW)).isInstanceOf(IOException.class).hasMessageContaining("directory");
        LedgerFile below = LedgerFile.in(directory.resolve("below"));
        assertThat(below.load().problems()).singleElement().asString().contains("begins empty");
        assertThatThrownBy(() -> below.save(NEW)).isInstanceOf(IOException.class);
    }

    /** What a crash leaves behind each step of a save. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void crash_behindAnyStep_leavesTheOldOrTheNewLedger(int steps) throws IOException {
        file.save(ledger(0));
        file.save(OLD);
        run(steps);

        Loaded loaded = LedgerFile.in(directory).load();
        assertSame(loaded.ledger(), steps < 4 ? OLD : NEW);
        assertThat(loaded.problems()).hasSize(steps == 3 ? 1 : 0);

        goesOnAfterTheCrash();
    }

    private void run(int steps) throws IOException {
        if (steps > 0) {
            file.files().prepare();
        }
        if (steps > 1) {
            file.files().write(channel -> LedgerFormat.write(NEW, channel));
        }
        if (steps > 2) {
            file.files().keep();
        }
        if (steps > 3) {
            file.files().replace();
        }
        if (steps > 4) {
            file.files().sync();
        }
    }

    private void goesOnAfterTheCrash() throws IOException {
        LedgerFile next = LedgerFile.in(directory);
        next.save(ledger(3));
        assertSame(next.load().ledger(), ledger(3));
        assertThat(next.load().problems()).isEmpty();
        assertThat(names()).containsExactly("ledger.bin", "ledger.bin.previous");
    }

    @Test
    void crash_whileTheNewFileIsWritten_leavesTheOldLedger() throws IOException {
        file.save(OLD);
        run(2);
        byte[] whole = Files.readAllBytes(path("ledger.bin.tmp"));
        for (int length = 0; length < whole.length; length += 13) {
            Files.write(path("ledger.bin.tmp"), Arrays.copyOf(whole, length));
            assertThat(file.load().problems()).isEmpty();
            assertThat(file.load().ledger().marks()).isEqualTo(OLD.marks());
        }
        goesOnAfterTheCrash();
    }

    @Test
    void crash_ofTheVeryFirstSave_leavesNothingOrTheNewLedger() throws IOException {
        run(3);
        assertThat(file.load()).isEqualTo(new Loaded(Ledger.EMPTY, List.of()));
        file.files().replace();
        assertSame(file.load().ledger(), NEW);
    }

    /** The previous file must not be lost to a second crash in the same place. */
    @Test
    void crash_twiceBetweenTheRenames_leavesTheOldLedger() throws IOException {
        file.save(OLD);
        run(3);
        run(3);
        assertSame(file.load().ledger(), OLD);
        goesOnAfterTheCrash();
    }

    @Test
    void replace_thatFails_bringsTheOldFileBack() throws IOException {
        file.save(OLD);
        run(3);
        Files.delete(path("ledger.bin.tmp"));
        assertThatThrownBy(() -> file.files().replace()).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("ledger.bin");
        assertSame(file.load().ledger(), OLD);
        assertThat(file.load().problems()).isEmpty();
    }
}
