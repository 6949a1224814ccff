package brokertally.ledger;

import static brokertally.ledger.Samples.base;
import static brokertally.ledger.Samples.sample;
import static brokertally.ledger.Samples.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.model.MetricType;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import brokertally.model.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookkeeperTest {
    private static final String BUCKET = "h_bucket{le=\"%s\"}";
    private final Bookkeeper keeper = new Bookkeeper(Samples.RULES);

    private LedgerPage pageOf(double x) {
        return keeper.found(sample("a", 100, 1).counter("x", x).shot());
    }

    private LedgerPage absorb(LedgerPage page, Samples next) {
        return keeper.absorb(page, next.shot());
    }

    @Test
    void theFirstSample_countsAsItIs() {
        LedgerPage page = pageOf(300);

        assertThat(total(page, "x")).isEqualTo(300);
        assertThat(page.behindCurrent()).isEmpty();
        assertThat(page.head()).isEqualTo(new LedgerPage.Head("a", page.head().incarnation(), 100, 100, 100, 100));
    }

    @Test
    void aSampleInWhichNothingFalls_isThePageWithoutACopy() {
        LedgerPage before = pageOf(300);
        Snapshot next = sample("a", 101, 1).counter("x", 310).shot();

        LedgerPage page = keeper.absorb(before, next);

        assertThat(page.current().last()).isSameAs(next.values());
        assertThat(page.current().base()).isSameAs(before.current().base());
        assertThat(page.absent()).isSameAs(before.absent());
        assertThat(page.head().stamp()).isEqualTo(100);
        assertThat(page.head().sequence()).isEqualTo(101);
    }

    @Test
    void aSampleThatIsNotNewer_changesNothing() {
        LedgerPage page = pageOf(300);

        assertThat(absorb(page, sample("a", 100, 1).counter("x", 5))).isSameAs(page);
        assertThat(absorb(page, sample("a", 99, 2).counter("x", 5))).isSameAs(page);
    }

    @Test
    void aSampleOfAnotherNode_isRefused() {
        assertThatThrownBy(() -> absorb(pageOf(1), sample("b", 101, 1).counter("x", 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFallOfOneCounter_endsThatOneOnly() {
        LedgerPage page = keeper.found(
                sample("a", 100, 1).counter("x", 300).counter("y", 7).shot());

        page = absorb(page, sample("a", 101, 1).counter("x", 5).counter("y", 8));

        assertThat(base(page, "x")).isEqualTo(300);
        assertThat(base(page, "y")).isZero();
        assertThat(total(page, "x")).isEqualTo(305);
        assertThat(page.head().stamp()).isEqualTo(101);
    }

    @Test
    void aNewLife_endsEverything_alsoWhatIsLarger() {
        LedgerPage page = keeper.found(
                sample("a", 100, 1).counter("x", 300).counter("y", 7).shot());

        page = absorb(page, sample("a", 101, 2).counter("x", 350).counter("y", 0));

        assertThat(total(page, "x")).isEqualTo(650);
        assertThat(total(page, "y")).isEqualTo(7);
    }

    @Test
    void anOlderLife_goesOnFromWhereThePageStands() {
        LedgerPage page = absorb(pageOf(300), sample("a", 101, 2).counter("x", 20));

        page = absorb(page, sample("a", 102, 1).counter("x", 310));
        assertThat(total(page, "x")).isEqualTo(320);

        page = absorb(page, sample("a", 103, 1).counter("x", 315));
        assertThat(total(page, "x")).isEqualTo(325);
    }

    @Test
    void gauges_neverGetABase() {
        LedgerPage page =
                keeper.found(sample("a", 100, 1).gauge("g", 9).counter("x", 1).shot());

        page = absorb(page, sample("a", 101, 1).gauge("g", 2).counter("x", 0));
        page = absorb(page, sample("a", 102, 2).gauge("g", -3).counter("x", 0));

        assertThat(base(page, "g")).isZero();
        assertThat(total(page, "g")).isEqualTo(-3);
        assertThat(total(page, "x")).isEqualTo(1);
    }

    @Test
    void oneBucketThatFalls_endsTheWholeHistogram() {
        LedgerPage page = keeper.found(
                sample("a", 100, 1).histogram("h", 50, "1", 10, "+Inf", 20).shot());

        page = absorb(page, sample("a", 101, 1).histogram("h", 60, "1", 2, "+Inf", 25));

        assertThat(total(page, BUCKET.formatted("1"))).isEqualTo(12);
        assertThat(total(page, BUCKET.formatted("+Inf"))).isEqualTo(45);
        assertThat(total(page, "h_sum")).isEqualTo(110);
        assertThat(total(page, "h_count")).isEqualTo(45);
    }

    @Test
    void theSumOfAHistogram_mayFallByItself() {
        LedgerPage page = keeper.found(
                sample("a", 100, 1).histogram("h", 5, "1", 1, "+Inf", 1).shot());

        page = absorb(page, sample("a", 101, 1).histogram("h", -2, "1", 2, "+Inf", 2));

        assertThat(total(page, "h_sum")).isEqualTo(-2);
        assertThat(total(page, "h_count")).isEqualTo(2);
        assertThat(page.current().hasBase()).isFalse();
    }

    @Test
    void aHistogramWithANumberThatCannotBeUsed_isNotReadAtAll_butItsSumMayBeMissing() {
        LedgerPage page = keeper.found(
                sample("a", 100, 1).histogram("h", 5, "1", 1, "+Inf", 4).shot());

        page = absorb(page, sample("a", 101, 1).histogram("h", 6, "1", Double.NaN, "+Inf", 9));
        assertThat(total(page, "h_count")).isEqualTo(4);
        assertThat(page.absent()).hasSize(4);

        page = absorb(page, sample("a", 102, 1).histogram("h", Double.NaN, "1", 2, "+Inf", 9));
        assertThat(total(page, "h_count")).isEqualTo(9);
        assertThat(total(page, "h_sum")).isEqualTo(5);
        assertThat(page.absent()).hasSize(1);
    }

    @Test
    void quantiles_areNoCounters() {
        LedgerPage page = keeper.found(sample("a", 100, 1)
                .row(MetricType.SUMMARY, "s", Suffix.NONE, "quantile=\"0.5\"", 9)
                .row(MetricType.SUMMARY, "s", Suffix.COUNT, "", 10)
                .shot());

        page = absorb(
                page,
                sample("a", 101, 1)
                        .row(MetricType.SUMMARY, "s", Suffix.NONE, "quantile=\"0.5\"", 3)
                        .row(MetricType.SUMMARY, "s", Suffix.COUNT, "", 4));

        assertThat(total(page, "s{quantile=\"0.5\"}")).isEqualTo(3);
        assertThat(total(page, "s_count")).isEqualTo(14);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1})
    void aNumberThatNoCounterHas_isRefused_andTheLastOneStays(double odd) {
        LedgerPage page = absorb(pageOf(300), sample("a", 101, 1).counter("x", odd));

        assertThat(total(page, "x")).isEqualTo(300);
        assertThat(page.absent()).containsExactly(0);
        assertThat(page.behindCurrent()).get().isEqualTo(new double[] {300});
        assertThat(Values.isAbsent(page.snapshot().values()[0])).isTrue();

        page = absorb(page, sample("a", 102, 1).counter("x", 310));
        assertThat(total(page, "x")).isEqualTo(310);
        assertThat(page.absent()).isEmpty();
        assertThat(page.behindCurrent()).isEmpty();
    }

    @Test
    void aRefusedNumberInANewLife_leavesWhatWasCounted() {
        LedgerPage page = absorb(pageOf(300), sample("a", 101, 2).counter("x", Values.ABSENT));
        assertThat(total(page, "x")).isEqualTo(300);

        page = absorb(page, sample("a", 102, 2).counter("x", 20));
        assertThat(total(page, "x")).isEqualTo(320);
    }

    @Test
    void aCounterThatWasNeverReadable_isNothingThatIsCarried() {
        LedgerPage page = keeper.found(
                sample("a", 100, 1).counter("x", Double.NaN).counter("y", 4).shot());
        assertThat(page.behindCurrent()).isEmpty();

        page = absorb(page, sample("a", 101, 2).counter("x", Double.NaN).counter("y", 1));
        assertThat(total(page, "y")).isEqualTo(5);
        assertThat(Values.isAbsent(page.current().total(0))).isTrue();
        assertThat(Values.isAbsent(page.behindCurrent().orElseThrow()[0])).isTrue();
    }

    @Test
    void aSeriesThatIsDropped_keepsWhatItHad_andGoesOnFromThere() {
        LedgerPage page = absorb(pageOf(300), sample("a", 101, 1).counter("x", 5));
        page = absorb(page, sample("a", 102, 1).counter("y", 1));
        assertThat(total(page.dropped(), "x")).isEqualTo(305);
        assertThat(page.head().stamp()).isEqualTo(102);

        LedgerPage larger = absorb(page, sample("a", 103, 1).counter("x", 8).counter("y", 1));
        assertThat(total(larger.current(), "x")).isEqualTo(308);
        assertThat(larger.dropped().size()).isZero();

        LedgerPage smaller = absorb(page, sample("a", 103, 1).counter("x", 2));
        assertThat(total(smaller.current(), "x")).isEqualTo(307);
        assertThat(total(smaller.dropped(), "y")).isEqualTo(1);
    }

    @Test
    void aSeriesThatIsDroppedOverANewLife_beginsAtZeroWhenItReturns() {
        LedgerPage page = absorb(pageOf(300), sample("a", 101, 1).counter("y", 1));
        page = absorb(page, sample("a", 102, 2).counter("y", 1));
        assertThat(total(page, "x")).isEqualTo(300);

        page = absorb(page, sample("a", 103, 2).counter("x", 350).counter("y", 1));
        assertThat(total(page, "x")).isEqualTo(650);
        assertThat(total(page, "y")).isEqualTo(2);
    }

    @Test
    void aSampleWithoutSeries_dropsAll_andLosesNothing() {
        LedgerPage page = absorb(pageOf(300), sample("a", 101, 2));

        assertThat(page.current().size()).isZero();
        assertThat(total(page, "x")).isEqualTo(300);
    }

    @Test
    void anotherSchema_keepsTheBase() {
        LedgerPage page = absorb(pageOf(300), sample("a", 101, 2).counter("x", 5));

        page = absorb(page, sample("a", 102, 2).counter("w", 1).counter("x", 6).gauge("g", 1));

        assertThat(base(page, "x")).isEqualTo(300);
        assertThat(base(page, "w")).isZero();
        assertThat(page.dropped().size()).isZero();
    }

    @Test
    void moreDroppedSeriesThanAllowed_areForgottenAndCounted_aHistogramAsAWhole() {
        Bookkeeper small = new Bookkeeper(new Bookkeeper.Rules(Samples.RULES.counts(), 3));
        LedgerPage page = small.found(sample("a", 100, 1)
                .counter("x", 1)
                .counter("y", 2)
                .histogram("h", 1, "+Inf", 1, "2", 1)
                .shot());

        page = small.absorb(page, sample("a", 101, 1).shot());

        assertThat(page.dropped().size()).isEqualTo(2);
        assertThat(small.forgotten()).isEqualTo(4);
    }

    @Test
    void aPageIsFollowed_fromTheNumbersAlone() {
        LedgerPage before = absorb(pageOf(300), sample("a", 101, 1).counter("x", 5));
        Snapshot next = sample("a", 102, 1).counter("x", 9).shot();

        LedgerPage written = keeper.absorb(before, next);
        LedgerPage followed = Bookkeeper.follow(before, next, 100, 101).orElseThrow();

        assertSame(followed, written);
        assertThat(followed.current().last()).isSameAs(next.values());
        assertThat(Bookkeeper.follow(written, next, 100, 101)).containsSame(written);
    }

    @Test
    void aPageIsFollowed_alsoWithNumbersThatAreMissing() {
        LedgerPage before = keeper.found(
                sample("a", 100, 1).counter("x", 300).counter("y", 1).shot());
        before = absorb(before, sample("a", 101, 1).counter("x", Double.NaN).counter("y", 2));
        Snapshot next =
                sample("a", 102, 1).counter("x", Double.NaN).counter("y", 3).shot();

        LedgerPage written = keeper.absorb(before, next);

        assertThat(written.head().stamp()).isEqualTo(101);
        assertSame(Bookkeeper.follow(before, next, 100, 101).orElseThrow(), written);
    }

    @Test
    void aPageIsNotFollowed_whenMoreThanNumbersChanged() {
        LedgerPage page = pageOf(300);
        Snapshot next = sample("a", 102, 1).counter("x", 310).shot();

        assertThat(Bookkeeper.follow(page, next, 99, 100)).isEmpty();
        assertThat(Bookkeeper.follow(page, next, 100, 101)).isEmpty();
        assertThat(Bookkeeper.follow(page, sample("b", 102, 1).counter("x", 310).shot(), 100, 100))
                .isEmpty();
        assertThat(Bookkeeper.follow(page, sample("a", 102, 2).counter("x", 310).shot(), 100, 100))
                .isEmpty();
        assertThat(Bookkeeper.follow(page, sample("a", 102, 1).counter("y", 310).shot(), 100, 100))
                .isEmpty();
    }

    private static void assertSame(LedgerPage actual, LedgerPage expected) {
        assertThat(actual.head()).isEqualTo(expected.head());
        assertThat(actual.current().totals()).isEqualTo(expected.current().totals());
        assertThat(actual.current().last()).isEqualTo(expected.current().last());
        assertThat(actual.absent()).isEqualTo(expected.absent());
        assertThat(actual.dropped()).isSameAs(expected.dropped());
    }

    @Test
    void rulesWithoutRoom_areRefused() {
        assertThatThrownBy(() -> new Bookkeeper.Rules(family -> true, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
