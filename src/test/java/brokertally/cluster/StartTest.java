package brokertally.cluster;

import static brokertally.cluster.LoopFixture.page;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.cluster.LoopFixture.NumberBroker;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.scrape.InProcessNode;
import brokertally.wire.Message;
import brokertally.wire.WirePages;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sidecar waits for before it takes its first sample and shows sums (traps 28, 29). */
class StartTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final LoopFixture fixture = new LoopFixture();

    @TempDir
    private Path dir;

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private Optional<Path> disk(String name, LedgerPage... pages) throws Exception {
        Path data = dir.resolve(name);
        Ledger ledger = Ledger.EMPTY;
        for (LedgerPage page : pages) {
            ledger = ledger.with(page);
        }
        LedgerFile.in(data).save(ledger);
        return Optional.of(data);
    }

    private void awaitSettled(InProcessNode node) {
        Awaitility.await()
                .atMost(AT_ONCE)
                .until(() -> fixture.on(() -> node.link().settled().isComplete()));
    }

    private void awaitSample(InProcessNode node) {
        Awaitility.await()
                .atMost(AT_ONCE)
                .until(() -> fixture.on(() -> node.link().ownLatest().snapshot().isPresent()));
    }

    private double total(InProcessNode node, String of) throws Exception {
        return fixture.on(() -> LoopFixture.total(node.link().store().page(of).orElseThrow()));
    }

    @Test
    void alone_withItsOwnPageOnDisk_takesItsFirstSampleAtOnce() throws Exception {
        InProcessNode node =
                fixture.start("m1", new NumberBroker("a", 310), disk("a", page("a", 1, now() - 5_000, 300)));

        awaitSample(node);

        assertThat(total(node, "a")).isEqualTo(310);
    }

    /** Trap 28: each has of the others what is on its own disk, which is older than what they have themselves. */
    @Test
    void allAtOnce_eachWithItsPages_settleOnceTheBrokersHaveBeenRead() throws Exception {
        long last = now() - 5_000;
        List<String> names = List.of("a", "b", "c");
        List<InProcessNode> nodes = new ArrayList<>();
        for (String own : names) {
            LedgerPage[] pages = names.stream()
                    .map(name -> page(name, 1, name.equals(own) ? last : last - 100, name.equals(own) ? 300 : 200))
                    .toArray(LedgerPage[]::new);
            nodes.add(fixture.start("m-" + own, new NumberBroker(own, 310), disk(own, pages)));
        }
        for (InProcessNode node : nodes) {
            fixture.meet(node);
        }

        for (InProcessNode node : nodes) {
            awaitSettled(node);
            awaitSample(node);
            for (String name : names) {
                assertThat(total(node, name))
                        .as("%s, which goes on beyond what is on any disk", name)
                        .isEqualTo(310);
            }
        }
    }

    /** A node that was there at the end may have a newer page of its own; it is waited for, though not for ever. */
    @Test
    void aNodeThatLivedLast_isAwaited_untilItsSidecarTells() throws Exception {
        long last = now() - 5_000;
        InProcessNode first = fixture.start(
                "m-a", new NumberBroker("a", 310), disk("a", page("a", 1, last, 300), page("b", 1, last - 100, 200)));
        Awaitility.await()
                .during(Duration.ofMillis(600))
                .atMost(AT_ONCE)
                .until(() -> fixture.on(() -> !first.link().settled().isComplete()));

        fixture.start("m-b", new NumberBroker("b", 300), disk("b", page("b", 1, last, 300)));
        fixture.meet(first);

        awaitSettled(first);
        assertThat(total(first, "b")).isEqualTo(300);
    }

    /** Nobody knows whether others have gone on from this page: it must not supersede theirs (I1). */
    @Test
    void alone_itGoesOnFromItsDiskAsABranch_andAdoptsWhatOthersHave() throws Exception {
        long last = now() - 60_000;
        LedgerPage old = page("a", 1, last, 300);
        InProcessNode back = fixture.start("m-a", new NumberBroker("a", 5), disk("a", old));
        awaitSample(back);
        assertThat(total(back, "a")).isEqualTo(305);

        // The other one has seen the same lineage go further than this disk has.
        LedgerStore seen = new LedgerStore(LoopFixture.RULES);
        seen.take(old);
        seen.write(LoopFixture.sample("a", 1, last + 30_000, 900));
        InProcessNode other = fixture.start(
                "m-b", new NumberBroker("b", 1), disk("b", seen.page("a").orElseThrow()));
        fixture.meet(back);
        fixture.meet(other);

        Awaitility.await().atMost(AT_ONCE).untilAsserted(() -> {
            assertThat(total(back, "a")).isGreaterThanOrEqualTo(900);
            assertThat(total(other, "a")).isGreaterThanOrEqualTo(900);
        });
    }

    /** It asks a member that does not answer: meanwhile nobody's scrape waits for it. */
    @Test
    void whileStarting_othersAreAnsweredAtOnce() throws Exception {
        new Stranger(fixture, "m-frozen", message -> Promise.<Message>promise().future());
        fixture.start("m-a", new NumberBroker("a", 310), disk("a", page("a", 1, now() - 5_000, 300)));
        InProcessNode other = fixture.start("m-b", new NumberBroker("b", 1));

        NodeReport report = fixture.later(() -> other.link().peers().ask("m-a", 0, 1_000));

        assertThat(report.snapshot()).isEmpty();
        assertThat(report.broker().reason()).isEqualTo(Reason.NOT_READ_YET);
    }

    /** One that shows sums has told all there is; the start does not wait for another that is frozen. */
    @Test
    void besideAFrozenMember_aSettledOneIsEnough() throws Exception {
        InProcessNode knows = fixture.start(
                "m-a", new NumberBroker("a", 1), disk("a", page("a", 1, now(), 0), page("b", 1, now() - 61_000, 300)));
        awaitSettled(knows);
        new Stranger(fixture, "m-frozen", message -> Promise.<Message>promise().future());
        long start = System.nanoTime();

        InProcessNode back = fixture.start("m-b", new NumberBroker("b", 310));
        awaitSample(back);

        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1_000);
        assertThat(total(back, "b")).isEqualTo(310);
        assertThat(fixture.on(
                        () -> back.link().store().page("b").orElseThrow().head().founded()))
                .isLessThan(now() - 60_000);
    }

    /** The page of a node whose broker is down comes with no sample: it has to be fetched like that of one who is away. */
    @Test
    void aNodeWhoseBrokerIsDown_itsPageIsFetchedFromWhoeverHasIt() throws Exception {
        NumberBroker dead = new NumberBroker("p", 0);
        dead.down(true);
        fixture.start("m-p", dead, Optional.empty());
        InProcessNode knows =
                fixture.start("m-a", new NumberBroker("a", 1), disk("a", page("host-of-m-p", 1, now() - 100_000, 300)));
        fixture.meet(knows);
        awaitSettled(knows);

        InProcessNode late = fixture.start("m-b", new NumberBroker("b", 1));

        awaitSettled(late);
        assertThat(total(late, "host-of-m-p")).isEqualTo(300);
    }

    /** Long pages are fetched in chunks; many at once would push each other out of what the member keeps. */
    @Test
    void manyLongPages_areAllHereWhenItIsSettled() throws Exception {
        Schema schema = TestSnapshots.schema(12_000);
        List<LedgerPage> pages = new ArrayList<>();
        pages.add(page("a", 1, now() - 5_000, 0)); // the others left long before
        for (int i = 0; i < 12; i++) {
            pages.add(WirePages.page(TestSnapshots.snapshot("gone-" + i, 1_000 + i, schema, 1)));
        }
        InProcessNode knows =
                fixture.start("m-a", new NumberBroker("a", 1), disk("a", pages.toArray(LedgerPage[]::new)));
        awaitSettled(knows);

        InProcessNode late = fixture.start("m-b", new NumberBroker("b", 1));
        awaitSettled(late);

        assertThat(fixture.on(() -> late.link().ledger().pages().stream()
                        .filter(page -> page.node().startsWith("gone-"))
                        .count()))
                .isEqualTo(12);
    }

    /** A node that comes back to a cluster whose keeper has not heard anybody yet is not long gone. */
    @Test
    void atTheStart_nothingIsFolded() throws Exception {
        long longAgo = now() - Duration.ofHours(30).toMillis();
        InProcessNode node = fixture.start("m-a", new NumberBroker("a", 310), disk("a", page("a", 1, longAgo, 300)));

        awaitSample(node);

        assertThat(fixture.on(() -> node.link().store().page(LedgerPage.LONG_GONE)))
                .isEmpty();
        assertThat(total(node, "a")).isEqualTo(310);
    }
}
