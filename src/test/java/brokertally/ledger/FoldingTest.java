package brokertally.ledger;

import static brokertally.ledger.Samples.sample;
import static brokertally.ledger.Samples.total;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.MetricType;
import brokertally.model.Suffix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoldingTest {
    private static final String BUCKET = "h_bucket{le=\"%s\"}";
    private final Bookkeeper keeper = new Bookkeeper(Samples.RULES);

    private LedgerPage found(Samples first) {
        return keeper.found(first.shot());
    }

    @Test
    void counters_areAddedWithTheirBases_gaugesAreNot() {
        LedgerPage a = found(sample("a", 1, 1).counter("x", 300).gauge("g", 4));
        a = keeper.absorb(a, sample("a", 2, 2).counter("x", 5).gauge("g", 4).shot());
        LedgerPage b = found(sample("b", 7, 1).counter("x", 10).counter("y", 1));

        LedgerPage gone = keeper.fold(Optional.empty(), List.of(a, b), 50);

        assertThat(total(gone, "x")).isEqualTo(315);
        assertThat(total(gone, "y")).isEqualTo(1);
        assertThat(gone.current().size()).isEqualTo(2);
        assertThat(gone.node()).isEqualTo(LedgerPage.LONG_GONE);
        assertThat(gone.folded()).containsEntry("a", 1L).containsEntry("b", 7L);
        assertThat(gone.head().takenMillis()).isEqualTo(7);
        assertThat(gone.head().sequence()).isEqualTo(50);
    }

    @Test
    void pagesAreFoldedIntoThePageThatThereIs_whichBecomesANewerOne() {
        LedgerPage first =
                keeper.fold(Optional.empty(), List.of(found(sample("a", 1, 1).counter("x", 300))), 50);

        LedgerPage second = keeper.fold(
                Optional.of(first),
                List.of(found(sample("b", 2, 1).counter("x", 4).counter("y", 1))),
                40);

        assertThat(total(second, "x")).isEqualTo(304);
        assertThat(second.supersedes(first)).isTrue();
        assertThat(second.head().founded()).isEqualTo(first.head().founded());
        assertThat(second.folded()).containsOnlyKeys("a", "b");
    }

    /** Two members fold, each without knowing of the other: the page that has more in it is kept. */
    @Test
    void ofTwoPagesOfTheLongGone_theYoungerIsKept_whoeverBegan() {
        LedgerPage early =
                keeper.fold(Optional.empty(), List.of(found(sample("a", 1, 1).counter("x", 300))), 50);
        LedgerPage late = keeper.fold(
                Optional.empty(),
                List.of(
                        found(sample("a", 1, 1).counter("x", 300)),
                        found(sample("b", 2, 1).counter("x", 20))),
                60);

        assertThat(total(LedgerPage.join(early, late), "x")).isEqualTo(320);
        assertThat(total(LedgerPage.join(late, early), "x")).isEqualTo(320);
    }

    @Test
    void droppedSeries_stayDropped() {
        LedgerPage a = found(sample("a", 1, 1).counter("x", 300).counter("y", 2));
        a = keeper.absorb(a, sample("a", 2, 1).counter("y", 2).shot());

        LedgerPage gone = keeper.fold(Optional.empty(), List.of(a), 50);
        gone = keeper.fold(Optional.of(gone), List.of(), 51);

        assertThat(total(gone.dropped(), "x")).isEqualTo(300);
        assertThat(total(gone.current(), "y")).isEqualTo(2);
        assertThat(gone.current().size()).isEqualTo(1);
    }

    @Test
    void trap8_histogramsOfOtherBounds_areAddedAsSteps() {
        LedgerPage a = found(sample("a", 1, 1).histogram("h", 40, "1", 10, "5", 20, "+Inf", 20));
        LedgerPage b = found(sample("b", 1, 1).histogram("h", 10, "2", 7, "+Inf", 7));

        for (List<LedgerPage> order : List.of(List.of(a, b), List.of(b, a))) {
            LedgerPage gone = keeper.fold(Optional.empty(), order, 50);
            assertThat(total(gone, BUCKET.formatted("1"))).isEqualTo(10);
            assertThat(total(gone, BUCKET.formatted("2"))).isEqualTo(17);
            assertThat(total(gone, BUCKET.formatted("5"))).isEqualTo(27);
            assertThat(total(gone, BUCKET.formatted("+Inf"))).isEqualTo(27);
            assertThat(total(gone, "h_count")).isEqualTo(27);
            assertThat(total(gone, "h_sum")).isEqualTo(50);
        }
    }

    @Test
    void oneBoundInTwoSpellings_isTheSameStep() {
        LedgerPage a = found(sample("a", 1, 1).histogram("h", 1, "1", 4, "+Inf", 6));
        LedgerPage b = found(sample("b", 1, 1).histogram("h", 1, "1.0", 10, "+Inf", 10));

        LedgerPage gone = keeper.fold(Optional.empty(), List.of(a, b), 50);

        assertThat(total(gone, BUCKET.formatted("1"))).isEqualTo(14);
        assertThat(total(gone, BUCKET.formatted("1.0"))).isEqualTo(14);
        assertThat(total(gone, BUCKET.formatted("+Inf"))).isEqualTo(16);
    }

    @Test
    void summaries_areAddedWithoutTheirQuantiles() {
        Samples samples = sample("a", 1, 1)
                .row(MetricType.SUMMARY, "s", Suffix.NONE, "quantile=\"0.5\"", 1)
                .row(MetricType.SUMMARY, "s", Suffix.SUM, "", 30)
                .row(MetricType.SUMMARY, "s", Suffix.COUNT, "", 3);

        LedgerPage gone = keeper.fold(Optional.empty(), List.of(found(samples)), 50);

        assertThat(gone.current().size()).isEqualTo(2);
        assertThat(total(gone, "s_sum")).isEqualTo(30);
        assertThat(total(gone, "s_count")).isEqualTo(3);
    }

    @Test
    void aNodeThatIsFoldedAgain_isRememberedByItsYoungestLineage() {
        LedgerPage gone =
                keeper.fold(Optional.empty(), List.of(found(sample("a", 10, 1).counter("x", 1))), 50);

        gone = keeper.fold(Optional.of(gone), List.of(found(sample("a", 60, 1).counter("x", 2))), 70);

        assertThat(gone.folded()).containsEntry("a", 60L);
        assertThat(total(gone, "x")).isEqualTo(3);
    }

    @Test
    void soManyNamesAreRemembered_theOldestLineagesGoFirst() {
        List<LedgerPage> pages = new ArrayList<>();
        for (int n = 0; n < Folding.NAMES_KEPT + 3; n++) {
            pages.add(found(sample("n" + n, 100 + n, 1).counter("x", 1)));
        }

        LedgerPage gone = keeper.fold(Optional.empty(), pages, 1_000_000);

        assertThat(gone.folded()).hasSize(Folding.NAMES_KEPT).doesNotContainKeys("n0", "n1", "n2");
        assertThat(total(gone, "x")).isEqualTo(Folding.NAMES_KEPT + 3);
    }
}
