package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.auth.BasicCredentials;
import brokertally.auth.Keyring;
import brokertally.auth.Minter;
import brokertally.auth.Role;
import brokertally.auth.Verifier;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first key, and the bootstrap file. */
class FirstKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final FakeShared shared = new FakeShared();
    private final Minter minter = new Minter(2);

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private ApiKeys keys(Optional<Path> file) {
        ApiKeys keys = new ApiKeys(vertx, shared, file, minter, InstantSource.fixed(NOW));
        assertThat(keys.reloadFile().await()).isEmpty();
        return keys;
    }

    private Path ensure(ApiKeys keys, boolean first) {
        new FirstKey(vertx, keys, Optional.of(directory), () -> first).ensure().await();
        return directory.resolve("first_api_key");
    }

    private boolean works(Keyring ring, String line) {
        int colon = line.indexOf(':');
        BasicCredentials presented = new BasicCredentials(
                line.substring(0, colon), line.substring(colon + 1).strip());
        return new Verifier(minter.decoy())
                .verify(ring, presented, NOW)
                .filter(key -> key.role() == Role.ADMINISTRATOR)
                .isPresent();
    }

    @Test
    void firstMember_writesAnAdministratorsKey_forItsUserAlone() throws IOException {
        ApiKeys keys = keys(Optional.empty());

        Path file = ensure(keys, true);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(works(keys.keyring(), Files.readString(file))).isTrue();
        assertThat(keys.keyring().byName("first-administrator")).isPresent();
        ensure(keys, true);
        assertThat(keys.keyring().all()).hasSize(1);
    }

    @Test
    void otherMembers_andThoseWithKeys_makeNone() throws IOException {
        assertThat(ensure(keys(Optional.empty()), false)).doesNotExist();
        Path bootstrap = Files.writeString(directory.resolve("keys"), "k:s\n");
        assertThat(ensure(keys(Optional.of(bootstrap)), true)).doesNotExist();
        assertThat(shared.entries).isEmpty();
    }

    /** The member that had to make it died before. */
    @Test
    void memberThatBecomesTheFirst_makesIt() {
        ApiKeys keys = keys(Optional.empty());
        AtomicBoolean first = new AtomicBoolean();
        new FirstKey(vertx, keys, Optional.of(directory), first::get).ensure().await();
        assertThat(keys.keyring().isEmpty()).isTrue();

        first.set(true);

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        keys.keyring().byName("first-administrator"))
                .isPresent());
        assertThat(directory.resolve("first_api_key")).exists();
    }

    @Test
    void withoutDataDir_noneIsMade() {
        ApiKeys keys = keys(Optional.empty());

        new FirstKey(vertx, keys, Optional.empty(), () -> true).ensure().await();

        assertThat(keys.keyring().isEmpty()).isTrue();
    }

    /** Two halves of a cluster each made one, and the other's won. */
    @Test
    void fileOfAKeyThatLost_isSetAside() {
        ApiKeys keys = keys(Optional.empty());
        Path file = ensure(keys, true);
        Minter.Minted other = minter.mint(
                new Minter.Wish("first-administrator", Role.ADMINISTRATOR, true, Optional.empty(), ""), NOW);

        shared.change("api_key/first-administrator", brokertally.auth.ApiKeyCodec.encode(other.key()));

        Awaitility.await().untilAsserted(() -> assertThat(file).doesNotExist());
        assertThat(keys.keyring().byKey(other.key().key())).isPresent();
    }

    @Test
    void fileOfADeletedKey_isSetAside_alsoAtTheNextStart() {
        ApiKeys keys = keys(Optional.empty());
        Path file = ensure(keys, true);
        keys.store(minter.mint(new Minter.Wish("other", Role.ADMINISTRATOR, true, Optional.empty(), ""), NOW)
                        .key())
                .await();
        assertThat(file).exists();
        shared.entries.remove("api_key/first-administrator"); // while this sidecar was down

        ensure(keys(Optional.empty()), true);

        assertThat(file).doesNotExist();
        assertThat(directory.resolve("first_api_key.old")).exists();
        assertThat(shared.entries).containsOnlyKeys("api_key/other");
    }

    @Test
    void fullDisk_leavesNoFileOfAKeyThatDoesNotWork() {
        shared.diskFull = true;

        Path file = ensure(keys(Optional.empty()), true);

        Awaitility.await().untilAsserted(() -> assertThat(file).doesNotExist());
        assertThat(shared.entries).isEmpty();
    }

    @Test
    void linkInTheFilesPlace_isReplaced_notFollowed() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "untouched");
        Files.createSymbolicLink(directory.resolve("first_api_key"), target);

        Path file = ensure(keys(Optional.empty()), true);

        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(target).hasContent("untouched");
    }

    @Test
    void bootstrapFile_isReadAgain_andKeptWhenItIsWrong() throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), "a:canary\nb:canary:viewer\n");
        ApiKeys keys = keys(Optional.of(file));
        assertThat(keys.keyring().count(Keyring.Source.FILE)).isEqualTo(2);

        Files.writeString(file, "a:canary\ncanary\n");
        List<String> problems = keys.reloadFile().await();

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("line 2: not of the form")
                .doesNotContain("canary");
        assertThat(keys.keyring().count(Keyring.Source.FILE)).isEqualTo(2);
        Files.writeString(file, "c:canary\n");
        assertThat(keys.reloadFile().await()).isEmpty();
        assertThat(keys.keyring().byKey("a")).isEmpty();
        assertThat(keys.keyring().byKey("c")).isPresent();
    }

    @Test
    void bootstrapFile_thatCannotBeRead_isSaid() throws IOException {
        Path missing = directory.resolve("missing");
        Path notText = Files.write(directory.resolve("bytes"), new byte[] {'k', ':', (byte) 0xff});
        Path large = Files.writeString(directory.resolve("large"), "#".repeat(70_000));

        assertThat(new BootstrapKeys(missing).problems())
                .singleElement()
                .asString()
                .contains("is not there");
        assertThat(new BootstrapKeys(directory).problems())
                .singleElement()
                .asString()
                .contains("is not a regular file");
        assertThat(new BootstrapKeys(notText).problems())
                .singleElement()
                .asString()
                .contains("is not UTF-8");
        assertThat(new BootstrapKeys(large).problems())
                .singleElement()
                .asString()
                .contains("longer than 65536 characters");
    }

    @Test
    void bootstrapKey_isNotChangedOrDeleted() throws IOException {
        ApiKeys keys = keys(Optional.of(Files.writeString(directory.resolve("keys"), "k:s\n")));
        String name = keys.keyring().all().get(0).key().name();

        assertThat(keys.delete(name)
                        .transform(done -> io.vertx.core.Future.succeededFuture(done.cause()))
                        .await())
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(409));
        assertThat(keys.keyring().byKey("k")).isPresent();
    }

    @Test
    void administratorOfTheBootstrapFile_countsAsOne_soThatTheLastOfTheApiMayGo() throws IOException {
        ApiKeys keys = keys(Optional.of(Files.writeString(directory.resolve("keys"), "k:s\n")));
        keys.create(new Minter.Wish("only", Role.ADMINISTRATOR, true, Optional.empty(), ""))
                .await();

        keys.delete("only").await();

        assertThat(keys.keyring().byName("only")).isEmpty();
    }
}
