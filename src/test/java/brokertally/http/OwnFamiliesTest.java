package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Measure;
import brokertally.model.MetricType;
import brokertally.text.Format;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnFamiliesTest {
    private static final List<Measure> MEASURES = List.of(
            Measure.counter("brokertally_pushes_total", "Pushes.", 3).with("result", "ok"),
            Measure.gauge("brokertally_nodes_expected", "Nodes.", 3),
            Measure.counter("brokertally_pushes_total", "Other words.", 1).with("result", "a \"b\"\n\\"),
            Measure.gauge("brokertally_pushes_total", "Of another type.", 9).with("result", "ok"),
            new Measure("brokertally_ratio", MetricType.GAUGE, "A ratio.", "", 0.25));

    @Test
    void page_groupsByName_sortsAndTakesTheFirstOfEqualOnes() {
        assertThat(OwnMetricsHandler.page(OwnFamilies.of(MEASURES), Format.TEXT).toString())
                .isEqualTo(
                        """
                        # HELP brokertally_nodes_expected Nodes.
                        # TYPE brokertally_nodes_expected gauge
                        brokertally_nodes_expected 3
                        # HELP brokertally_pushes_total Pushes.
                        # TYPE brokertally_pushes_total counter
                        brokertally_pushes_total{result="a \\"b\\"\\n\\\\"} 1
                        brokertally_pushes_total{result="ok"} 3
                        # HELP brokertally_ratio A ratio.
                        # TYPE brokertally_ratio gauge
                        brokertally_ratio 0.25
                        """);
    }

    @Test
    void page_inOpenMetrics() {
        assertThat(OwnMetricsHandler.page(OwnFamilies.of(MEASURES), Format.OPENMETRICS)
                        .toString())
                .isEqualTo(
                        """
                        # HELP brokertally_nodes_expected Nodes.
                        # TYPE brokertally_nodes_expected gauge
                        brokertally_nodes_expected 3
                        # HELP brokertally_pushes Pushes.
                        # TYPE brokertally_pushes counter
                        brokertally_pushes_total{result="a \\"b\\"\\n\\\\"} 1
                        brokertally_pushes_total{result="ok"} 3
                        # HELP brokertally_ratio A ratio.
                        # TYPE brokertally_ratio gauge
                        brokertally_ratio 0.25
                        # EOF
                        """);
    }

    @Test
    void page_ofNothing_isEmpty() {
        assertThat(OwnMetricsHandler.page(OwnFamilies.of(List.of()), Format.TEXT)
                        .length())
                .isZero();
    }
}
