package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.cluster.LoopFixture.NumberBroker;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.scrape.InProcessNode;
import brokertally.wire.Content;
import brokertally.wire.Knowledge;
import brokertally.wire.Message;
import brokertally.wire.PageCodec;
import brokertally.wire.WirePages;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageExchangeTest {
    private final LoopFixture fixture = new LoopFixture();
    private final Promise<Message> first = Promise.promise();
    private LedgerPage away = LoopFixture.page("away", 1, 100, 200);
    private boolean held;
    private InProcessNode self;
    private Stranger knows;

    @BeforeEach
    void start() throws Exception {
        self = fixture.start("m-self", new NumberBroker("self", 5));
        LedgerPage page = LoopFixture.page("node-m-a", 1, 100, 7);
        Message report = WirePages.report(new Message.Peer("m-a", "x:1", "1"), page, Content.PAGE);
        knows = new Stranger(fixture, "m-a", message -> {
            if (message instanceof Message.Gather) {
                return Future.succeededFuture(report);
            }
            if (message instanceof Message.PageRequest) {
                return Future.succeededFuture(Message.PageAnswer.of(away, PageCodec.write(away)));
            }
            boolean hold = held;
            held = false;
            return hold ? first.future() : Future.succeededFuture(marks());
        });
        fixture.meet(self);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> fixture.on(() -> self.link().store().page("away").isPresent()));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private Message marks() {
        List<Ledger.Mark> mark = List.of(
                new Ledger.Mark("away", away.head().founded(), away.head().sequence()));
        return new Message.Marks(Knowledge.SETTLED, mark);
    }

    private double total() throws Exception {
        return fixture.on(
                () -> LoopFixture.total(self.link().store().page("away").orElseThrow()));
    }

    private static LedgerPage later(LedgerPage page, double value) {
        LedgerStore store = new LedgerStore(LoopFixture.RULES);
        store.take(page);
        store.write(LoopFixture.sample("away", 1, page.head().sequence() + 10, value));
        return store.page("away").orElseThrow();
    }

    @Test
    void repair_bringsWhatAnotherOneHasSeenLast() throws Exception {
        away = later(away, 250);

        fixture.later(() -> self.link().repair(Set.of("away")));

        assertThat(total()).isEqualTo(250);
    }

    /** Who comes while a repair is under way needs one that asks after he came; all who come meanwhile share it. */
    @Test
    void repair_whileOneIsUnderWay_asksOnceMoreForAllWhoCame() throws Exception {
        held = true;
        int before = knows.asked(Message.AskPages.class).size();
        Future<Void> underWay = fixture.on(() -> self.link().repair(Set.of("away")));
        Awaitility.await().until(() -> knows.asked(Message.AskPages.class).size() == before + 1);
        Message old = marks();

        away = later(away, 250);
        List<Future<Void>> after = fixture.on(
                () -> List.of(self.link().repair(Set.of("away")), self.link().repair(Set.of("away", "other"))));
        fixture.on(() -> first.tryComplete(old));

        LoopFixture.await(underWay);
        LoopFixture.await(Future.join(after));
        assertThat(total()).isEqualTo(250);
        List<Message.AskPages> asked = knows.asked(Message.AskPages.class);
        assertThat(asked).hasSize(before + 2);
        assertThat(asked.get(before + 1).nodes()).containsExactlyInAnyOrder("away", "other");
    }
}
