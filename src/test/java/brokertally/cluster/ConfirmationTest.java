package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.cluster.LoopFixture.NumberBroker;
import brokertally.config.Settings.Counters;
import brokertally.ledger.LedgerPage;
import brokertally.model.Measure;
import brokertally.model.Snapshot;
import brokertally.scrape.InProcessNode;
import brokertally.tally.Gathered;
import brokertally.wire.Content;
import brokertally.wire.Knowledge;
import brokertally.wire.Message;
import brokertally.wire.WirePages;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Written before it is shown (DESIGN §4.3). */
class ConfirmationTest {
    private final LoopFixture fixture = new LoopFixture();

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static Future<Message> never() {
        return Promise.<Message>promise().future();
    }

    /** A member that answers as a sidecar does; what becomes of deposits and questions, the test says. */
    private Stranger member(
            String member,
            Function<Message.Deposit, Future<Message>> deposit,
            Function<Message, Future<Message>> gather)
            throws Exception {
        LedgerPage page = LoopFixture.page("node-" + member, 1, 100, 7);
        Message report = WirePages.report(new Message.Peer(member, "x:1", "1"), page, Content.PAGE);
        return new Stranger(fixture, member, message -> {
            if (message instanceof Message.Deposit told) {
                return deposit.apply(told);
            }
            if (message instanceof Message.Gather) {
                return gather.apply(report);
            }
            return Future.succeededFuture(new Message.Marks(Knowledge.SETTLED, List.of()));
        });
    }

    private static Future<Message> taken(Message.Deposit deposit) {
        return Future.succeededFuture(new Message.Taken(sequence(deposit)));
    }

    private static long sequence(Message.Deposit deposit) {
        return deposit.report().snapshot().orElseThrow().sequence();
    }

    private void awaitReports(InProcessNode node, int members) throws Exception {
        fixture.meet(node);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> fixture.on(() -> node.link().roster().members(System.nanoTime()).stream()
                                .filter(member -> member.report().isPresent())
                                .count())
                        == members);
    }

    private long shown(InProcessNode node, String name) throws Exception {
        Gathered gathered = fixture.later(() -> node.gatherer().all(2_000, Counters.MONOTONE));
        return gathered.nodes().stream()
                .filter(view -> view.node().equals(name))
                .findFirst()
                .orElseThrow()
                .snapshot()
                .map(Snapshot::sequence)
                .orElseThrow();
    }

    private static double unconfirmed(InProcessNode node) {
        return node.link().measures().stream()
                .filter(measure -> measure.name().equals("brokertally_ledger_unconfirmed_answers_total"))
                .mapToDouble(Measure::value)
                .sum();
    }

    @Test
    void oneOfTwoIsFrozen_theOtherConfirms() throws Exception {
        InProcessNode self = fixture.start("m-self", new NumberBroker("self", 5));
        member("m-frozen", deposit -> never(), Future::succeededFuture);
        Stranger good = member("m-good", ConfirmationTest::taken, Future::succeededFuture);
        awaitReports(self, 2);
        long start = System.nanoTime();

        long shown = shown(self, "self");

        assertThat(good.asked(Message.Deposit.class)).anyMatch(deposit -> sequence(deposit) == shown);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(700);
        assertThat(unconfirmed(self)).isZero();
    }

    @Test
    void nobodyConfirms_isAnsweredAllTheSame_andCounted() throws Exception {
        InProcessNode self = fixture.start("m-self", new NumberBroker("self", 5));
        member("m-a", deposit -> Future.failedFuture("no"), Future::succeededFuture);
        awaitReports(self, 1);

        shown(self, "self");

        assertThat(unconfirmed(self)).isGreaterThan(0);
    }

    /** While a scrape waits for a slow member, somebody else has the broker read: that sample would be shown too. */
    @Test
    void aSampleThatSomebodyElseAskedForMeanwhile_isConfirmedBeforeItIsShown() throws Exception {
        InProcessNode self = fixture.start("m-self", new NumberBroker("self", 5));
        boolean[] slow = new boolean[1];
        Stranger peer = member(
                "m-a",
                ConfirmationTest::taken,
                report -> slow[0]
                        ? fixture.vertx
                                .timer(100)
                                .compose(v -> self.link().own(0))
                                .map(v -> report)
                        : Future.succeededFuture(report));
        awaitReports(self, 1);
        slow[0] = true;

        long shown = shown(self, "self");

        assertThat(peer.asked(Message.Deposit.class).stream().map(ConfirmationTest::sequence))
                .contains(shown);
    }

    /** A long report is fetched in chunks, and a page that the other does not know yet is fetched instead of the numbers. */
    @Test
    void aLongPageThatTheOtherDoesNotHave_isConfirmedToo() throws Exception {
        NumberBroker broker = new NumberBroker("self", 50, TestSnapshots.schema(40_000));
        InProcessNode self = fixture.start("m-self", broker);
        InProcessNode other = fixture.start("m-b", new NumberBroker("b", 1));
        awaitReports(self, 1);
        fixture.meet(other);
        fixture.later(() -> self.link().own(0));
        fixture.later(() -> self.link().confirm());

        broker.set(3); // everything falls: the page is another one, not only its numbers
        fixture.later(() -> self.link().own(0));
        fixture.later(() -> self.link().confirm());

        assertThat(unconfirmed(self)).isZero();
        assertThat(LoopFixture.total(
                        fixture.on(() -> other.link().store().page("self")).orElseThrow()))
                .isEqualTo(53);
    }

    /** What is told while leaving is the last: a later sample might come to one of the others only. */
    @Test
    void drain_theSampleThatAllAreTold_isTheLastThatAnybodyGets() throws Exception {
        NumberBroker broker = new NumberBroker("self", 5);
        InProcessNode self = fixture.start("m-self", broker);
        Stranger peer = member("m-a", ConfirmationTest::taken, Future::succeededFuture);
        awaitReports(self, 1);
        broker.set(6);

        fixture.later(() -> self.link().drain());
        broker.set(7);
        Optional<Snapshot> after = fixture.later(() -> self.link().own(0)).snapshot();

        List<Message.Deposit> told = peer.asked(Message.Deposit.class);
        assertThat(after.orElseThrow().sequence()).isEqualTo(sequence(told.get(told.size() - 1)));
        assertThat(after.orElseThrow().values()[1]).isEqualTo(6);
    }

    @Test
    void drain_aFrozenMemberAndABrokerThatHangs_takesNoLongerThanItMay() throws Exception {
        InProcessNode self = fixture.start("m-self", new NumberBroker("self", 5));
        member("m-frozen", deposit -> never(), Future::succeededFuture);
        awaitReports(self, 1);
        long start = System.nanoTime();

        fixture.later(() -> self.link().drain());

        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1_500);
    }
}
