package brokertally.tally;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.catalog.Catalog;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for any cluster; the clusters are made from a seed, which jqwik prints when a law is broken. */
class AggregatorLawsTest {
    private static final Catalog CATALOG = Catalog.load();
    private static final String[] SUMMED = {"emqx_bytes_sent", "emqx_connections_count", "emqx_rule_matched", "x_total"
    };
    private static final String[] OTHERS = {"emqx_vm_cpu_use", "emqx_topics_count", "emqx_authn_status", "x_level"};
    private static final double[] VALUES = {0, 1, 2, 5, 1e6, 12.25, -3, 0x1p40, Double.NaN, Values.ABSENT};

    private static NodeFixture.Sample sample(String family, MetricType type, Suffix suffix, String labels, double v) {
        return new NodeFixture.Sample(new Family(Endpoint.STATS, family, type, ""), suffix, labels, v);
    }

    /** The samples of each node; numbers are small enough to be added in any order without rounding. */
    private static List<List<NodeFixture.Sample>> cluster(Random random, int nodes) {
        List<List<NodeFixture.Sample>> cluster = new ArrayList<>();
        for (int n = 0; n < nodes; n++) {
            List<NodeFixture.Sample> samples = new ArrayList<>();
            for (String family : SUMMED) {
                addScalars(samples, family, MetricType.COUNTER, random);
            }
            for (String family : OTHERS) {
                addScalars(samples, family, MetricType.GAUGE, random);
            }
            addHistogram(samples, random);
            cluster.add(samples);
        }
        return cluster;
    }

    private static void addScalars(List<NodeFixture.Sample> samples, String family, MetricType type, Random random) {
        for (int id = 0; id < 20; id++) {
            if (random.nextInt(4) > 0) {
                double value = VALUES[random.nextInt(VALUES.length)];
                samples.add(sample(family, type, Suffix.NONE, "id=\"" + id + "\"", value));
            }
        }
    }

    private static void addHistogram(List<NodeFixture.Sample> samples, Random random) {
        double count = 0;
        for (String le : List.of("0.5", "1", "10", "100", "+Inf")) {
            count += random.nextInt(9);
            if (le.equals("+Inf") || random.nextBoolean()) {
                samples.add(sample("h", MetricType.HISTOGRAM, Suffix.BUCKET, "le=\"" + le + "\"", count));
            }
        }
        samples.add(sample("h", MetricType.HISTOGRAM, Suffix.SUM, "", count * 0.25));
        samples.add(sample("h", MetricType.HISTOGRAM, Suffix.COUNT, "", count));
    }

    private static List<NodeView> views(List<List<NodeFixture.Sample>> cluster) {
        List<NodeView> views = new ArrayList<>();
        for (int n = 0; n < cluster.size(); n++) {
            NodeFixture node = NodeFixture.node("node" + n);
            cluster.get(n).forEach(node::with);
            views.add(node.view());
        }
        return views;
    }

    private static List<String> lines(Mode mode, List<NodeView> views) {
        return Answer.of(mode, CATALOG, new Gathered("node0", views.size(), views))
                .lines();
    }

    @Property(tries = 60)
    void theOrderOfNodesAndSamplesDoesNotMatter(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int nodes) {
        Random random = new Random(seed);
        List<List<NodeFixture.Sample>> cluster = cluster(random, nodes);
        List<NodeView> views = views(cluster);
        cluster.forEach(samples -> Collections.shuffle(samples, random));
        List<NodeView> shuffled = views(cluster);
        Collections.shuffle(shuffled, random);

        for (Mode mode : Mode.values()) {
            assertThat(lines(mode, shuffled)).isEqualTo(lines(mode, views));
        }
    }

    @Property(tries = 60)
    void theSumOfOneNodeIsTheNode(@ForAll long seed) {
        List<NodeView> one = views(cluster(new Random(seed), 1));

        assertThat(summed(lines(Mode.AGGREGATED, one))).isEqualTo(summed(lines(Mode.NODE, one)));
    }

    private static List<String> summed(List<String> lines) {
        return lines.stream().filter(AggregatorLawsTest::isSummed).toList();
    }

    private static boolean isSummed(String line) {
        return line.startsWith("h_") || List.of(SUMMED).contains(line.replaceAll("[{ ].*", ""));
    }

    @Property(tries = 60)
    void aSumIsTheFoldOfTheUnaggregatedSeries(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int nodes) {
        List<NodeView> views = views(cluster(new Random(seed), nodes));
        Map<String, Double> folded = new TreeMap<>();
        for (String line : lines(Mode.UNAGGREGATED, views)) {
            if (isSummed(line) && !line.startsWith("h_bucket")) {
                int space = line.lastIndexOf(' ');
                String series = line.substring(0, space)
                        .replaceAll("node=\"[^\"]*\",?", "")
                        .replace("{}", "");
                folded.merge(series, Double.parseDouble(line.substring(space + 1)), AggregatorLawsTest::plus);
            }
        }

        Map<String, Double> aggregated = summed(lines(Mode.AGGREGATED, views)).stream()
                .filter(line -> !line.startsWith("h_bucket"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));

        assertThat(aggregated).isEqualTo(folded);
    }

    private static double plus(double a, double b) {
        if (Double.isNaN(a)) {
            return b;
        }
        return Double.isNaN(b) ? a : a + b;
    }

    @Property(tries = 60)
    void aPlanServesEveryGatherOfItsKey(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int nodes) {
        Random random = new Random(seed);
        List<List<NodeFixture.Sample>> cluster = cluster(random, nodes);
        Gathered before = new Gathered("node0", nodes, views(cluster));
        cluster.replaceAll(samples -> samples.stream()
                .map(s -> new NodeFixture.Sample(
                        s.family(), s.suffix(), s.labels(), VALUES[random.nextInt(VALUES.length)]))
                .toList());
        Gathered after = new Gathered("node0", nodes, views(cluster));

        for (Mode mode : Mode.values()) {
            Selection selection = new Selection(mode, Endpoint.STATS, Set.of());
            Plan plan = Plan.of(selection, before, CATALOG);

            assertThat(plan.key()).isEqualTo(Plan.keyOf(selection, after));
            assertThat(Answer.filled(plan, after).lines())
                    .isEqualTo(Answer.of(selection, CATALOG, after).lines());
        }
    }
}
