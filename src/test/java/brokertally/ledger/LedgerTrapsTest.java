package brokertally.ledger;

import static brokertally.ledger.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Incarnation;
import brokertally.model.Snapshot;
import brokertally.source.Incarnations;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The known traps that pages have to escape, with their numbers; x is the counter. */
class LedgerTrapsTest {
    private final Bookkeeper keeper = new Bookkeeper(Samples.RULES);
    private Ledger ledger = Ledger.EMPTY;

    private void shows(String node, long sequence, long life, double x) {
        takes(sample(node, sequence, life).counter("x", x).shot());
    }

    private void takes(Snapshot next) {
        LedgerPage page = ledger.page(next.node())
                .map(known -> keeper.absorb(known, next))
                .orElseGet(() -> keeper.found(next));
        ledger = ledger.with(page);
    }

    private double total() {
        return total(ledger);
    }

    private static double total(Ledger ledger) {
        return ledger.pages().stream()
                .mapToDouble(page -> Samples.total(page, "x"))
                .sum();
    }

    private void threeNodes() {
        shows("a", 1, 1, 100);
        shows("b", 1, 1, 200);
        shows("c", 1, 1, 300);
        assertThat(total()).isEqualTo(600);
    }

    @Test
    void trap1_aNodeThatLeaves_keepsItsContribution() {
        threeNodes();

        shows("a", 2, 1, 100);
        shows("b", 2, 1, 200);

        assertThat(total()).isEqualTo(600);
    }

    @Test
    void trap1_aNodeThatIsLongGone_keepsItInThePageOfAllOfThose() {
        threeNodes();

        ledger = ledger.with(
                keeper.fold(Optional.empty(), List.of(ledger.page("c").orElseThrow()), 50));

        assertThat(ledger.page("c")).isEmpty();
        assertThat(total()).isEqualTo(600);
    }

    @Test
    void trap2_aNodeThatRestarts_countsOnTop() {
        threeNodes();

        shows("c", 2, 2, 5);

        assertThat(total()).isEqualTo(605);
    }

    @Test
    void trap3_aNodeThatMissesOneGather_isThereWithItsLastSample() {
        threeNodes();

        shows("a", 2, 1, 100);
        assertThat(total()).isEqualTo(600);

        shows("c", 2, 1, 310);
        assertThat(total()).isEqualTo(610);
    }

    @Test
    void trap12_anEarlierSampleThatComesLater_isNotAReset() {
        shows("a", 7, 1, 120);
        assertThat(total()).isEqualTo(120);

        shows("a", 6, 1, 110);
        assertThat(total()).isEqualTo(120);
    }

    @Test
    void trap15_aNodeOfTheSameNameThatBeginsAnew_countsOnTop() {
        shows("c", 1, 1, 300);

        shows("c", 2, 2, 0);
        shows("c", 3, 2, 20);

        assertThat(total()).isEqualTo(320);
    }

    @Test
    void trap16_anOldLifeThatWasOnlyPaused_isNotCountedTwice() {
        shows("c", 1, 1, 300);
        shows("c", 2, 2, 20);

        shows("c", 3, 1, 310);
        assertThat(total()).isEqualTo(320);

        shows("c", 4, 1, 312);
        assertThat(total()).isEqualTo(322);
    }

    @Test
    void trap22_nanNeverEntersABase() {
        shows("a", 1, 1, 5);
        shows("b", 1, 1, Double.NaN);

        shows("b", 2, 2, 7);
        shows("a", 2, 1, Double.NaN);
        shows("a", 3, 2, 1);

        assertThat(total()).isEqualTo(5 + 1 + 7);
    }

    @Test
    void trap23_infinitiesAndNegativeCounts_areRefused_largeOnesAreExact() {
        shows("a", 1, 1, 300);
        for (double odd : new double[] {Double.POSITIVE_INFINITY, -1, Double.NEGATIVE_INFINITY}) {
            shows("a", ledger.page("a").orElseThrow().head().sequence() + 1, 1, odd);
            assertThat(total()).isEqualTo(300);
        }

        shows("b", 1, 1, 0x1p53 - 302);
        shows("b", 2, 2, 1);
        assertThat(total()).isEqualTo(0x1p53 - 1);
    }

    @Test
    void trap23_sumsThatOverflow_stayFinite() {
        shows("a", 1, 1, 1e308);
        shows("a", 2, 2, 1e308);
        shows("a", 3, 3, 1);

        assertThat(total()).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void trap27_halvesThatWentOn_areJoinedNotAdded() {
        threeNodes();
        Ledger both = ledger;
        shows("a", 2, 1, 110);
        shows("b", 2, 1, 210);
        Ledger left = ledger;
        ledger = both;
        shows("c", 2, 1, 310);
        Ledger right = ledger;

        assertThat(total(left)).isEqualTo(620);
        assertThat(total(right)).isEqualTo(610);
        assertThat(total(left.join(right))).isEqualTo(630).isEqualTo(total(right.join(left)));
        assertThat(total(left.join(right).join(left))).isEqualTo(630);
    }

    @Test
    void trap28_allSidecarsRestart_withPagesFromDiskNothingIsLost_withoutThemItIsThePlainSum() {
        shows("c", 1, 1, 300);
        shows("c", 2, 2, 20);
        LedgerPage stored = ledger.page("c").orElseThrow();

        ledger = Ledger.EMPTY.with(Bookkeeper.branch(stored, 100));
        shows("c", 101, 2, 25);
        assertThat(total()).isEqualTo(325);

        ledger = Ledger.EMPTY;
        shows("c", 101, 2, 25);
        assertThat(total()).isEqualTo(25);
    }

    @Test
    void trap29_onlyTheSidecarRestarts_theBrokersLifeGoesOn() {
        Incarnations before = new Incarnations();
        shows("c", 1_000, life(before, OptionalLong.of(500), 1_000), 300);

        Incarnations after = new Incarnations();
        after.resume(ledger.page("c").orElseThrow().head().incarnation());
        shows("c", 9_000, life(after, OptionalLong.of(1_400), 9_000), 310);

        assertThat(total()).isEqualTo(310);
    }

    @Test
    void trap29_alsoWhenTheSidecarHeardOfItsPageTooLate() {
        shows("c", 1_000, 500, 300);
        LedgerPage own =
                keeper.found(sample("c", 9_000, 9_000).counter("x", 310).shot());

        ledger = ledger.with(keeper.adopt(own, ledger.page("c").orElseThrow()));

        assertThat(total()).isEqualTo(310);
    }

    @Test
    void trap30_aBrokerThatRestartsAndPassesItsOldValue_countsOnTop() {
        Incarnations incarnations = new Incarnations();
        shows("c", 1_000_000, life(incarnations, OptionalLong.of(500_000), 1_000_000), 300);

        shows("c", 1_060_000, life(incarnations, OptionalLong.of(1_010_000), 1_060_000), 350);

        assertThat(total()).isEqualTo(650);
    }

    @Test
    void trap31_aStartThatJitters_isNotANewLife() {
        Incarnations incarnations = new Incarnations();
        for (int i = 0; i < 20; i++) {
            long now = 1_000_000 + 1_000L * i;
            long jitter = i % 2 == 0 ? 0 : 900;
            shows("c", now, life(incarnations, OptionalLong.of(500_000 + jitter), now), 300 + i);
        }

        assertThat(total()).isEqualTo(319);
    }

    private static long life(Incarnations incarnations, OptionalLong told, long now) {
        Incarnation life = incarnations.observe(told, now, now * 1_000_000);
        return life.startedMillis();
    }

    @Test
    void trap32_aNodeThatJoinsWithALargeCounter_addsItAsItIs() {
        threeNodes();

        shows("d", 1, 1, 1_000_000);

        assertThat(total()).isEqualTo(1_000_600);
    }

    @Test
    void trap45_aCounterThatMayFall_hasNoBase() {
        Bookkeeper flagged =
                new Bookkeeper(new Bookkeeper.Rules(family -> !family.name().equals("connection_bytes"), 10));
        LedgerPage page = flagged.found(sample("a", 1, 1)
                .counter("connection_bytes", 900)
                .counter("x", 9)
                .shot());

        page = flagged.absorb(
                page,
                sample("a", 2, 1)
                        .counter("connection_bytes", 400)
                        .counter("x", 4)
                        .shot());

        assertThat(Samples.total(page, "connection_bytes")).isEqualTo(400);
        assertThat(Samples.total(page, "x")).isEqualTo(13);
    }

    @Test
    void trap53_aBrokerThatHasJustStartedAndShowsNothing_doesNotLowerTheTotal() {
        threeNodes();

        takes(sample("b", 2, 2).shot());
        assertThat(total()).isEqualTo(600);

        shows("b", 3, 2, 4);
        assertThat(total()).isEqualTo(604);
    }
}
