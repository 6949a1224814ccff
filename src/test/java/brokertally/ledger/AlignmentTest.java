package brokertally.ledger;

import static brokertally.ledger.Samples.sample;
import static brokertally.ledger.Samples.total;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.MetricType;
import brokertally.model.Suffix;
import org.junit.jupiter.api.Test;

class AlignmentTest {
    private final Bookkeeper keeper = new Bookkeeper(Samples.RULES);

    private LedgerPage found(Samples first) {
        return keeper.found(first.shot());
    }

    private LedgerPage absorb(LedgerPage page, Samples next) {
        return keeper.absorb(page, next.shot());
    }

    @Test
    void aHistogramWithOtherBounds_isDroppedAsAWhole_andTheNewOneCountsBesides() {
        LedgerPage page = found(sample("a", 1, 1).histogram("h", 9, "1", 10, "2", 15, "+Inf", 20));

        page = absorb(page, sample("a", 2, 1).histogram("h", 11, "1", 12, "5", 22, "+Inf", 25));

        assertThat(total(page.dropped(), "h_bucket{le=\"2\"}")).isEqualTo(15);
        assertThat(total(page.dropped(), "h_count")).isEqualTo(20);
        assertThat(total(page.current(), "h_count")).isEqualTo(25);
        assertThat(page.current().hasBase()).isFalse();
    }

    @Test
    void aHistogramThatGetsItsBoundsBack_goesOn() {
        LedgerPage page = found(sample("a", 1, 1).histogram("h", 9, "1", 10, "+Inf", 20));
        page = absorb(page, sample("a", 2, 1).histogram("h", 1, "5", 1, "+Inf", 1));

        page = absorb(page, sample("a", 3, 1).histogram("h", 12, "1", 11, "+Inf", 22));

        assertThat(total(page.current(), "h_count")).isEqualTo(22);
        assertThat(total(page.dropped(), "h_count")).isEqualTo(1);
    }

    @Test
    void boundsThatChangeTwice_areDroppedTogether_asSteps() {
        LedgerPage page = found(sample("a", 1, 1).histogram("h", 9, "1", 10, "2", 15, "+Inf", 20));
        page = absorb(page, sample("a", 2, 1).histogram("h", 7, "5", 3, "+Inf", 4));
        page = absorb(page, sample("a", 3, 1).histogram("h", 1, "9", 1, "+Inf", 1));

        Columns dropped = page.dropped();
        assertThat(total(dropped, "h_bucket{le=\"1\"}")).isEqualTo(10);
        assertThat(total(dropped, "h_bucket{le=\"2\"}")).isEqualTo(15);
        assertThat(total(dropped, "h_bucket{le=\"5\"}")).isEqualTo(18);
        assertThat(total(dropped, "h_bucket{le=\"+Inf\"}")).isEqualTo(24);
        assertThat(total(dropped, "h_sum")).isEqualTo(16);
        assertThat(dropped.last()).containsOnly(0);
    }

    @Test
    void histogramsOfOtherLabels_areFoundInAnyOrder() {
        LedgerPage page = found(labelled(sample("a", 1, 1), "c", 3, "b", 2));

        page = absorb(page, labelled(sample("a", 2, 1), "a", 1, "b", 1, "c", 1));

        assertThat(total(page, "h_count{id=\"a\"}")).isEqualTo(1);
        assertThat(total(page, "h_count{id=\"b\"}")).isEqualTo(3);
        assertThat(total(page, "h_count{id=\"c\"}")).isEqualTo(4);
        assertThat(page.dropped().size()).isZero();
    }

    private static Samples labelled(Samples samples, Object... counts) {
        for (int i = 0; i < counts.length; i += 2) {
            String id = "id=\"" + counts[i] + "\"";
            double count = ((Number) counts[i + 1]).doubleValue();
            samples.row(MetricType.HISTOGRAM, "h", Suffix.BUCKET, id + ",le=\"+Inf\"", count);
            samples.row(MetricType.HISTOGRAM, "h", Suffix.COUNT, id, count);
        }
        return samples;
    }

    @Test
    void aGaugeThatBecomesACounter_beginsWithoutABase() {
        LedgerPage page = found(sample("a", 1, 1).gauge("x", 50));

        page = absorb(page, sample("a", 2, 1).counter("x", 3));

        assertThat(total(page, "x")).isEqualTo(3);
        assertThat(page.dropped().size()).isZero();
    }

    @Test
    void aCounterThatBecomesAGauge_isDropped() {
        LedgerPage page = found(sample("a", 1, 1).counter("x", 50));

        page = absorb(page, sample("a", 2, 1).gauge("x", 3));

        assertThat(total(page.dropped(), "x")).isEqualTo(50);
        assertThat(page.current().hasBase()).isFalse();
    }

    @Test
    void oneNameWithTwoKinds_isNotMixed() {
        LedgerPage page = found(sample("a", 1, 1).counter("h", 50));
        page = absorb(page, sample("a", 2, 1).histogram("h", 1, "+Inf", 2));
        assertThat(total(page.dropped(), "h")).isEqualTo(50);

        page = absorb(page, sample("a", 3, 1).gauge("g", 1));

        assertThat(total(page.dropped(), "h_count")).isEqualTo(2);
        assertThat(keeper.forgotten()).isEqualTo(1);
    }
}
