package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.entries.Entry;
import brokertally.entries.Stamp;
import brokertally.model.Measure;
import brokertally.wire.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedStoreTest {
    private static final String CONFIG = SharedStore.CONFIGURATION;

    private final SharedFixture fixture = new SharedFixture();

    @TempDir
    private Path root;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private SharedStore start(String member) throws Exception {
        return fixture.add(member, Optional.of(root.resolve(member)));
    }

    private void put(SharedStore store, String name, String body) throws Exception {
        fixture.later(() -> store.put(name, body.getBytes(StandardCharsets.UTF_8)));
    }

    private String get(SharedStore store, String name) throws Exception {
        return fixture.on(() -> store.get(name)
                .map(body -> new String(body, StandardCharsets.UTF_8))
                .orElse("none"));
    }

    private double measure(SharedStore store, String name) throws Exception {
        return fixture.on(() -> store.measures()).stream()
                .filter(measure -> measure.name().equals(name))
                .mapToDouble(Measure::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void put_isEverywhereAndOnEveryDiskWhenItSucceeds() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        SharedStore c = start("c");
        List<String> heard = new ArrayList<>();
        fixture.on(() -> {
            b.whenChanged("api_key/", () -> heard.add("b"));
            b.whenChanged("prometheus", () -> heard.add("not this"));
            return heard;
        });

        put(a, "api_key/x", "1");

        assertThat(get(b, "api_key/x")).isEqualTo("1");
        assertThat(get(c, "api_key/x")).isEqualTo("1");
        assertThat(heard).containsExactly("b");
        for (String member : List.of("a", "b", "c")) {
            assertThat(new SharedDisk(root.resolve(member)).load("x").entries())
                    .as("disk of %s", member)
                    .isEqualTo(a.entries());
        }
    }

    @Test
    void emptyBody_removesEverywhere_andIsNotBroughtBackByOneThatMissedIt() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        put(a, "api_key/x", "1");
        fixture.cut("b");
        put(a, "api_key/x", "");
        assertThat(get(b, "api_key/x")).isEqualTo("1");

        fixture.heal();
        fixture.tick();

        assertThat(get(a, "api_key/x")).isEqualTo("none");
        assertThat(get(b, "api_key/x")).isEqualTo("none");
        assertThat(fixture.on(() -> b.all("api_key/"))).isEmpty();
        assertThat(measure(a, "brokertally_config_conflicts_total")).isZero();
    }

    @Test
    void joiner_takesWhatTheClusterHas_beforeItIsSettled() throws Exception {
        SharedStore a = start("a");
        put(a, CONFIG, "prometheus {}\n");
        for (int i = 0; i < 60; i++) {
            put(a, "api_key/k" + i, "x".repeat(8_000));
        }

        SharedStore b = start("b");
        fixture.later(b::settled);

        assertThat(fixture.on(b::entries)).isEqualTo(fixture.on(a::entries));
        assertThat(fixture.on(() -> b.all("api_key/"))).hasSize(60);
    }

    @Test
    void restartOfAll_findsEverythingOnDisk() throws Exception {
        SharedStore a = start("a");
        put(a, CONFIG, "prometheus {}\n");
        put(a, "api_key/x", "1");
        try (SharedFixture later = new SharedFixture()) {
            SharedStore again = later.add("a2", Optional.of(root.resolve("a")));

            assertThat(later.on(again::entries)).isEqualTo(a.entries());
            later.later(() -> again.put(CONFIG, "prometheus { }\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(later.on(() -> again.entries().entry(CONFIG)).map(Entry::stamp))
                    .hasToString("Optional[3/a2]");
        }
    }

    /** F6 of the faults: both sides of a split change the same. */
    @Test
    void splitBrain_bothSidesChange_sameWinnerEverywhere_loserKept_countedOnce() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        put(a, CONFIG, "prometheus { enable_basic_auth = false }\n");
        fixture.cut("b");
        put(a, CONFIG, "prometheus { enable_basic_auth = true } # by a\n");
        put(b, CONFIG, "prometheus { enable_basic_auth = false } # by b, first\n");
        put(b, CONFIG, "prometheus { enable_basic_auth = false } # by b, second\n");
        put(a, "api_key/a", "1");
        put(b, "api_key/b", "2");

        fixture.heal();
        for (int i = 0; i < 3; i++) {
            fixture.tick();
        }

        assertThat(get(a, CONFIG)).contains("by b, second").isEqualTo(get(b, CONFIG));
        assertThat(fixture.on(a::entries)).isEqualTo(fixture.on(b::entries));
        assertThat(get(a, "api_key/b") + get(b, "api_key/a")).isEqualTo("21");
        // Who had the loser always hears of the winner; the other one may never hear of the loser.
        assertThat(measure(a, "brokertally_config_conflicts_total")).isEqualTo(1);
        assertThat(measure(b, "brokertally_config_conflicts_total")).isLessThanOrEqualTo(1);
        assertThat(backups("a")).anyMatch(text -> text.contains("by a"));
    }

    private List<String> backups(String member) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve(member))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("cluster.hocon.lost.")) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts;
    }

    @Test
    void put_whenTheDiskRefuses_changesNothingAnywhere() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        put(a, "api_key/x", "1");
        Files.delete(root.resolve("a").resolve("api_keys"));
        Files.createDirectory(root.resolve("a").resolve("api_keys"));

        assertThatThrownBy(() -> put(a, "api_key/x", "2"))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("api_keys is a directory");

        assertThat(get(a, "api_key/x")).isEqualTo("1");
        assertThat(get(b, "api_key/x")).isEqualTo("1");
    }

    /** A member whose disk refuses still has what others wrote, and writes it when the disk works again. */
    @Test
    void otherMember_whoseDiskRefuses_hasItInMemory_andLaterOnDisk() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        Path blocked = Files.createDirectories(root.resolve("b").resolve("api_keys"));

        put(a, "api_key/x", "1");

        assertThat(get(b, "api_key/x")).isEqualTo("1");
        assertThat(measure(b, "brokertally_shared_kept")).isZero();
        Files.delete(blocked);
        fixture.later(b::persist);
        assertThat(measure(b, "brokertally_shared_kept")).isEqualTo(1);
        assertThat(new SharedDisk(root.resolve("b")).load("x").entries()).isEqualTo(b.entries());
    }

    @Test
    void put_ofTooMuch_isRefused() throws Exception {
        SharedStore a = start("a");

        assertThatThrownBy(() -> put(a, "api_key/x", "x".repeat(Entry.BODY_BYTES + 1)))
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> put(a, "", "x")).hasCauseInstanceOf(IOException.class);
        assertThat(fixture.on(a::entries).size()).isZero();
    }

    @Test
    void put_whileAMemberIsFrozen_isNotHeldUpForLong() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        start("frozen");
        fixture.freeze("frozen");
        long start = System.nanoTime();

        put(a, CONFIG, "1");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1_400), Duration.ofSeconds(4));
        assertThat(get(b, CONFIG)).isEqualTo("1");
    }

    private static Entry entry(String name, long version, String body) {
        return new Entry(name, new Stamp(version, "evil"), List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private void take(SharedStore store, Entry... entries) throws Exception {
        fixture.later(() -> {
            store.take(List.of(entries));
            return store.persist();
        });
    }

    @Test
    void entryOfAnAbsurdVersion_isRefused_andBlocksNoWrite() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");

        take(a, entry(CONFIG, Stamp.MAX_VERSION, "x"), entry("api_key/x", 1L << 41, "x"));

        assertThat(fixture.on(a::entries).size()).isZero();
        assertThat(measure(a, "brokertally_shared_refused_total")).isEqualTo(2);
        put(a, CONFIG, "1");
        put(b, "api_key/x", "2");
        assertThat(get(b, CONFIG) + get(a, "api_key/x")).isEqualTo("12");
    }

    @Test
    void entryOfTheHighestVersionThatIsTaken_blocksNoWrite() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");

        take(a, entry(CONFIG, Admission.USUAL_VERSIONS + Admission.VERSIONS_AHEAD, "x"));
        fixture.tick();
        put(b, CONFIG, "1");
        put(a, "api_key/x", "2");

        assertThat(get(a, CONFIG) + get(b, "api_key/x")).isEqualTo("12");
    }

    @Test
    void entriesOfOtherNamesOrTooLarge_areRefusedAndCounted() throws Exception {
        SharedStore a = start("a");

        take(
                a,
                entry("api_key/", 1, "x"),
                entry("api_key/1", 1, "x"),
                entry("api_key/../x", 1, "x"),
                entry("prometheus2", 1, "x"),
                entry("api_key/x", 1, "x".repeat(Admission.KEY_BYTES + 1)),
                entry(CONFIG, 1, "x".repeat(Admission.CONFIGURATION_BYTES + 1)));

        assertThat(fixture.on(a::entries).size()).isZero();
        assertThat(measure(a, "brokertally_shared_refused_total")).isEqualTo(6);
    }

    @Test
    void allEntriesTogether_haveABound_forOthersAndForOneself() throws Exception {
        SharedStore a = start("a");
        List<Entry> many = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            many.add(entry("api_key/k" + i, 1, "x".repeat(Admission.KEY_BYTES)));
        }

        take(a, many.toArray(Entry[]::new));

        long bytes = fixture.on(a::entries).all().stream()
                .mapToLong(entry -> entry.body().length)
                .sum();
        assertThat(bytes).isBetween(Admission.ALL_BYTES - 2L * Admission.KEY_BYTES, Admission.ALL_BYTES);
        assertThat(measure(a, "brokertally_shared_refused_total")).isPositive();
        assertThatThrownBy(() -> put(a, "api_key/more", "x".repeat(Admission.KEY_BYTES)))
                .hasCauseInstanceOf(IOException.class);
        put(a, "api_key/k0", "");
        put(a, "api_key/more", "x".repeat(8_000));
        assertThat(get(a, "api_key/more")).hasSize(8_000);
    }

    @Test
    void put_beforeTheOthersWereHeard_isAboveWhatTheyHave() throws Exception {
        SharedStore a = start("a");
        for (int i = 0; i < 3; i++) {
            put(a, "api_key/x", "old" + i);
        }
        fixture.mute("a");
        SharedStore b = start("b");
        Future<Void> revoked = fixture.on(() -> b.put("api_key/x", new byte[0]));
        fixture.unmute("a");
        fixture.later(() -> revoked);
        fixture.tick();

        assertThat(get(b, "api_key/x")).isEqualTo("none");
        assertThat(get(a, "api_key/x")).isEqualTo("none");
        assertThat(measure(a, "brokertally_config_conflicts_total")).isZero();
    }

    @Test
    void splitBrain_oneSideRevokesAKey_theOtherChangesIt_itStaysRevoked() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        put(a, "api_key/x", "1");
        fixture.cut("b");
        put(a, "api_key/x", "");
        put(b, "api_key/x", "2");
        fixture.heal();
        fixture.tick();

        assertThat(get(a, "api_key/x")).isEqualTo("none");
        assertThat(get(b, "api_key/x")).isEqualTo("none");
    }

    @Test
    void newsOfTheSame_whileOneIsAskedFor_shareOneQuestionMore() throws Exception {
        List<Promise<Message>> questions = new ArrayList<>();
        SharedStore store = new SharedStore(
                fixture.vertx,
                "a",
                Optional.empty(),
                new SharedExchange.Others("a", () -> List.of("b"), (to, question, ms) -> {
                    Promise<Message> answer = Promise.promise();
                    questions.add(answer);
                    return answer.future();
                }));
        Message.News news = new Message.News("b", CONFIG);
        List<Future<Message>> taken = new ArrayList<>();
        fixture.on(() -> {
            for (int i = 0; i < 50; i++) {
                taken.add(store.exchange().heard(news));
            }
            return taken;
        });
        assertThat(questions).hasSize(1);

        fixture.on(() -> questions.get(0).tryComplete(new Message.SomeEntries(List.of(entry(CONFIG, 1, "1")), false)));
        assertThat(questions).hasSize(2);
        fixture.on(() -> questions.get(1).tryComplete(new Message.SomeEntries(List.of(entry(CONFIG, 2, "2")), false)));

        assertThat(fixture.later(() -> taken.get(49))).isEqualTo(new Message.Taken(2));
        assertThat(questions).hasSize(2);
        assertThat(taken).allMatch(Future::succeeded);
        fixture.on(() -> store.exchange().heard(news));
        assertThat(questions).hasSize(3);
        assertThat(fixture.on(() -> store.exchange().heard(new Message.News("b", "other")))
                        .failed())
                .isTrue();
    }

    @Test
    void exchangeOfManyParts_isBroughtToDiskOnce() throws Exception {
        SharedStore a = start("a");
        for (int i = 0; i < 100; i++) {
            put(a, "api_key/k" + i, "x".repeat(8_000));
        }
        SharedStore b = start("b");
        fixture.later(b::settled);

        assertThat(new SharedDisk(root.resolve("b")).load("x").entries()).isEqualTo(fixture.on(a::entries));
        assertThat(root.resolve("b").resolve("api_keys.previous")).doesNotExist();
    }

    @Test
    void putsAtOnce_areOneAfterAnother() throws Exception {
        SharedStore a = start("a");
        SharedStore b = start("b");
        fixture.later(() -> {
            a.put(CONFIG, "1".getBytes(StandardCharsets.UTF_8));
            a.put(CONFIG, "2".getBytes(StandardCharsets.UTF_8));
            return a.put(CONFIG, "3".getBytes(StandardCharsets.UTF_8));
        });

        assertThat(get(b, CONFIG)).isEqualTo("3");
        assertThat(measure(b, "brokertally_config_conflicts_total")).isZero();
        assertThat(fixture.on(() -> a.entries().entry(CONFIG)).map(Entry::stamp))
                .hasToString("Optional[3/a]");
    }
}
