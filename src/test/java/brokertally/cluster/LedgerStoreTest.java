package brokertally.cluster;

import static brokertally.cluster.LoopFixture.page;
import static brokertally.cluster.LoopFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.ledger.LedgerPage;
import brokertally.model.Measure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerStoreTest {
    private final LedgerStore store = new LedgerStore(LoopFixture.RULES);
    private final List<Long> raised = new ArrayList<>();
    private int moved;

    LedgerStoreTest() {
        store.whenRaised(raised::add);
        store.whenMoved(() -> moved++);
    }

    private double total(String node) {
        return LoopFixture.total(store.page(node).orElseThrow());
    }

    private double counted(String name) {
        return store.measures().stream()
                .filter(measure -> measure.name().equals(name))
                .mapToDouble(Measure::value)
                .sum();
    }

    @Test
    void write_onlyWhatIsMoreThanNumbersHasToBeOnDisk() {
        assertThat(store.write(sample("a", 1, 100, 300))).as("the first").isTrue();
        assertThat(store.write(sample("a", 1, 101, 310))).as("numbers").isFalse();
        assertThat(store.write(sample("a", 2, 102, 5))).as("a new life").isTrue();
        assertThat(store.write(sample("a", 2, 102, 5))).as("the same once more").isFalse();
        assertThat(total("a")).isEqualTo(315);
    }

    @Test
    void write_aSampleBehindThePage_changesNothingAndRaisesTheSequence() {
        store.take(page("a", 1, 500, 300));

        assertThat(store.write(sample("a", 1, 100, 310))).isFalse();

        assertThat(total("a")).isEqualTo(300);
        assertThat(raised).containsExactly(500L);
    }

    /** Trap 12. */
    @Test
    void take_anOlderPage_changesNothing() {
        store.take(page("b", 1, 100, 200));
        LedgerStore ahead = new LedgerStore(LoopFixture.RULES);
        ahead.take(page("b", 1, 100, 200));
        ahead.write(sample("b", 1, 107, 270));
        store.take(ahead.page("b").orElseThrow());

        store.take(page("b", 1, 100, 200));

        assertThat(total("b")).isEqualTo(270);
    }

    @Test
    void take_anOlderLineageOfItsOwnNode_isAdopted_andANewSampleIsAskedFor() {
        store.write(sample("a", 50, 500, 5));

        store.take(page("a", 1, 100, 300));

        LedgerPage adopted = store.page("a").orElseThrow();
        assertThat(adopted.head().founded()).isEqualTo(100);
        assertThat(total("a")).isEqualTo(305);
        assertThat(moved).as("nobody else has this page before the next sample").isEqualTo(1);
        store.take(page("a", 1, 100, 300));
        assertThat(total("a")).as("not twice").isEqualTo(305);
    }

    @Test
    void take_thePageOfTheLongGoneWithItsOwnNodeInIt_countsOnFromThere() {
        store.write(sample("a", 1, 100, 300));
        LedgerStore keeper = new LedgerStore(LoopFixture.RULES);
        keeper.take(page("a", 1, 100, 300));
        keeper.fold(List.of("a"), 1_000);

        store.take(keeper.page(LedgerPage.LONG_GONE).orElseThrow());
        store.write(sample("a", 1, raised.get(raised.size() - 1) + 1, 310));

        assertThat(total(LedgerPage.LONG_GONE) + total("a")).isEqualTo(310);
        assertThat(moved).isEqualTo(1);
    }

    @Test
    void pageOf_whileAnotherOneWritesThePage_isOneForThisSampleAlone() {
        store.take(page("a", 2, 500, 300));

        LedgerPage alone = store.pageOf(sample("a", 1, 400, 7));

        assertThat(alone.head().founded()).isEqualTo(400);
        assertThat(LoopFixture.total(alone)).isEqualTo(7);
        assertThat(total("a")).isEqualTo(300);
    }

    @Test
    void follow_needsThePageOfThatStamp() {
        LedgerStore writer = new LedgerStore(LoopFixture.RULES);
        writer.write(sample("a", 1, 100, 300));
        store.take(writer.page("a").orElseThrow());

        writer.write(sample("a", 1, 101, 310));
        LedgerPage.Head numbers = writer.page("a").orElseThrow().head();
        assertThat(store.follow(sample("a", 1, 101, 310), numbers.founded(), numbers.stamp()))
                .hasValueSatisfying(page -> assertThat(page.head()).isEqualTo(numbers));

        writer.write(sample("a", 2, 102, 5));
        LedgerPage.Head life = writer.page("a").orElseThrow().head();
        assertThat(store.follow(sample("a", 2, 102, 5), life.founded(), life.stamp()))
                .isEmpty();
    }

    @Test
    void measures_aLifeThatEnded_isCounted() {
        store.write(sample("a", 1, 100, 300));
        store.write(sample("a", 2, 101, 5));
        assertThat(counted("brokertally_ledger_lives_ended_total")).isEqualTo(1);
    }
}
