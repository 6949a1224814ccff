package brokertally.ledger;

import static brokertally.ledger.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.MetricType;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountedSeriesTest {
    private static Samples histogram(Samples samples, String labels) {
        for (String le : List.of("1", "2", "+Inf")) {
            samples.row(MetricType.HISTOGRAM, "h", Suffix.BUCKET, labels + "le=\"" + le + "\"", 1);
        }
        String own = labels.isEmpty() ? "" : labels.substring(0, labels.length() - 1);
        return samples.row(MetricType.HISTOGRAM, "h", Suffix.COUNT, own, 1);
    }

    @Test
    void scalarsStandAlone_histogramsTogether_gaugesAndQuantilesNotAtAll() {
        Samples samples = sample("a", 1, 1)
                .counter("a", 1)
                .counter("b", 1)
                .gauge("c", 1)
                .counter("d", 1)
                .row(MetricType.SUMMARY, "s", Suffix.NONE, "quantile=\"0.9\"", 1)
                .row(MetricType.SUMMARY, "s", Suffix.SUM, "", 1)
                .row(MetricType.SUMMARY, "s", Suffix.COUNT, "", 1);
        histogram(samples, "");
        SeriesTable table = samples.shot().schema().table();

        CountedSeries counted = CountedSeries.of(table, Samples.RULES.counts());

        assertThat(counted.scalars()).containsExactly(0, 2, 3, 4);
        assertThat(counted.groups()).containsExactly(4, 8, 9, 11);
        assertThat(counted.mask(11))
                .containsExactly(true, true, false, true, true, true, true, true, false, true, true);
    }

    @Test
    void histogramsOfOneFamily_areUnitsOfTheirOwn() {
        Samples samples = sample("a", 1, 1);
        histogram(samples, "id=\"1\",");
        histogram(samples, "id=\"2\",");

        CountedSeries counted = CountedSeries.of(samples.shot().schema().table(), family -> true);

        assertThat(counted.groups()).containsExactly(0, 4, 4, 8);
        assertThat(counted.isGroup(0, 4)).isTrue();
        assertThat(counted.isGroup(4, 8)).isTrue();
        assertThat(counted.isGroup(0, 8)).isFalse();
        assertThat(counted.isGroup(3, 4)).isFalse();
        assertThat(counted.isGroup(8, 12)).isFalse();
    }

    @Test
    void unitsAreShownOneByOne() {
        Samples samples = histogram(sample("a", 1, 1).counter("a", 1).counter("b", 1), "");
        List<String> units = new ArrayList<>();

        CountedSeries.of(samples.shot().schema().table(), family -> true)
                .forEach((from, end) -> units.add(from + "-" + end));

        assertThat(units).containsExactly("0-1", "1-2", "2-6");
    }
}
