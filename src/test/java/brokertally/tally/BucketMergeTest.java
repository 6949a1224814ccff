package brokertally.tally;

import static brokertally.tally.NodeFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.MetricType;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BucketMergeTest {
    private static List<String> merged(NodeView... views) {
        return Answer.of(Mode.AGGREGATED, views).values();
    }

    @Test
    void add_countsEachNodeAtItsLargestBoundBelow() {
        double[] out = {Values.ABSENT, Values.ABSENT, Values.ABSENT, Values.ABSENT};

        BucketMerge.add(new int[] {0, 4, 0, -1, 1, 2}, new double[] {10, 20, 20}, out);
        BucketMerge.add(new int[] {0, 4, -1, 0, -1, 1}, new double[] {7, 7}, out);

        assertThat(out).containsExactly(10, 17, 27, 27);
    }

    @Test
    void boundsAreComparedAsNumbers_theFirstNodesTextIsShown() {
        assertThat(merged(
                        node("b").buckets("h", "0.5", 1, "1e1", 3, "+Inf", 4).view(),
                        node("a").buckets("h", "0.50", 1, "10", 2, "Inf", 2).view()))
                .containsExactly("h_bucket{le=\"0.50\"} 2", "h_bucket{le=\"10\"} 5", "h_bucket{le=\"Inf\"} 6");
    }

    @Test
    void histogramsOfDifferentLabelsAreApart() {
        NodeView a = node("a")
                .with(MetricType.HISTOGRAM, "h", Suffix.BUCKET, "le=\"+Inf\",path=\"x\"", 1)
                .with(MetricType.HISTOGRAM, "h", Suffix.COUNT, "path=\"x\"", 1)
                .with(MetricType.HISTOGRAM, "h", Suffix.BUCKET, "le=\"+Inf\",path=\"y\"", 2)
                .view();
        NodeView b = node("b")
                .with(MetricType.HISTOGRAM, "h", Suffix.BUCKET, "le=\"1\",path=\"y\"", 3)
                .with(MetricType.HISTOGRAM, "h", Suffix.BUCKET, "le=\"+Inf\",path=\"y\"", 4)
                .view();

        assertThat(merged(a, b))
                .containsExactly(
                        "h_bucket{le=\"+Inf\",path=\"x\"} 1",
                        "h_count{path=\"x\"} 1",
                        "h_bucket{le=\"1\",path=\"y\"} 3",
                        "h_bucket{le=\"+Inf\",path=\"y\"} 6");
    }

    @Test
    void aBucketWithoutANumberMakesNoDent() {
        assertThat(merged(
                        node("a")
                                .buckets("h", "1", 5, "2", Values.ABSENT, "3", Double.NaN, "+Inf", 9)
                                .view(),
                        node("b")
                                .buckets("h", "1", 1, "2", 2, "3", 3, "+Inf", 4)
                                .view()))
                .containsExactly(
                        "h_bucket{le=\"1\"} 6",
                        "h_bucket{le=\"2\"} 7",
                        "h_bucket{le=\"3\"} 8",
                        "h_bucket{le=\"+Inf\"} 13");
    }

    @Test
    void aBoundThatIsNoNumberIsLeftOut() {
        assertThat(merged(node("a").buckets("h", "1", 5, "many", 6, "+Inf", 9).view()))
                .containsExactly("h_bucket{le=\"1\"} 5", "h_bucket{le=\"+Inf\"} 9");
    }

    @Property(tries = 300)
    void mergedBucketsRise_andTheLastIsTheSumOfTheLast(@ForAll("histograms") List<Map<Double, Integer>> histograms) {
        NodeView[] views = new NodeView[histograms.size()];
        for (int n = 0; n < views.length; n++) {
            views[n] = view("node" + n, histograms.get(n));
        }

        double[] counts = merged(views).stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();

        int distinct = (int)
                histograms.stream().flatMap(h -> h.keySet().stream()).distinct().count();
        double total = histograms.stream()
                .mapToDouble(h -> h.values().stream().mapToInt(i -> i).sum())
                .sum();
        double[] sorted = counts.clone();
        Arrays.sort(sorted);
        assertThat(counts).hasSize(distinct).isEqualTo(sorted);
        assertThat(counts[counts.length - 1]).isEqualTo(total);
    }

    /** Bounds with the number of observations in each bucket; +Inf is always there. */
    @Provide
    Arbitrary<List<Map<Double, Integer>>> histograms() {
        Arbitrary<Double> bound = Arbitraries.integers().between(-3, 12).map(i -> i / 2.0);
        return Arbitraries.maps(bound, Arbitraries.integers().between(0, 50))
                .ofMaxSize(8)
                .map(map -> {
                    Map<Double, Integer> histogram = new TreeMap<>(map);
                    histogram.put(Double.POSITIVE_INFINITY, 3);
                    return histogram;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    private static NodeView view(String node, Map<Double, Integer> histogram) {
        List<Object> buckets = new ArrayList<>();
        int cumulative = 0;
        for (Map.Entry<Double, Integer> bucket : histogram.entrySet()) {
            cumulative += bucket.getValue();
            buckets.add(Double.isInfinite(bucket.getKey()) ? "+Inf" : Double.toString(bucket.getKey()));
            buckets.add(cumulative);
        }
        return node(node).buckets("h", buckets.toArray()).view();
    }
}
