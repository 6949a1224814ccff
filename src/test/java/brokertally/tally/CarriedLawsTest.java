package brokertally.tally;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.catalog.Catalog;
import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import brokertally.model.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for any cluster and any carried parts; all is made from a seed, which jqwik prints when a law is broken. */
class CarriedLawsTest {
    private static final Catalog CATALOG = Catalog.load();
    private static final List<String> COUNTERS =
            List.of("emqx_bytes_sent", "emqx_messages_received", "x_total", "y_total");
    private static final List<String> GAUGES =
            List.of("emqx_connections_count", "emqx_vm_cpu_use", "emqx_topics_count", "emqx_authn_status", "level");
    private static final List<String> BOUNDS = List.of("0.5", "1", "10", "100", "+Inf");

    /** The samples by series, beside the fixture that they have been given to. */
    private record Contribution(NodeFixture fixture, Map<String, Double> counters) {}

    private static Contribution contribution(String node, Random random) {
        NodeFixture fixture = NodeFixture.node(node);
        Map<String, Double> counters = new HashMap<>();
        for (String family : COUNTERS) {
            for (int id = 0; id < 12 && random.nextInt(8) > 0; id++) {
                if (random.nextInt(3) > 0) {
                    double value = random.nextInt(6) == 0 ? Values.ABSENT : random.nextInt(1_000_000);
                    fixture.counter(family, "id=\"" + id + "\"", value);
                    counters.put(family + "{id=\"" + id + "\"}", value);
                }
            }
        }
        GAUGES.forEach(family -> fixture.gauge(family, random.nextInt(100)));
        addHistogram(fixture, random);
        return new Contribution(fixture, counters);
    }

    private static void addHistogram(NodeFixture fixture, Random random) {
        int count = 0;
        for (String le : BOUNDS) {
            count += random.nextInt(9);
            if (le.equals("+Inf") || random.nextBoolean()) {
                fixture.buckets("h", le, count);
            }
        }
        fixture.totals(MetricType.HISTOGRAM, "h", count * 0.25, count);
    }

    /** A cluster, what is carried, and what must come out for counters. */
    private record Cluster(List<NodeView> views, List<Carried> carried, Map<String, Double> expected) {
        static Cluster of(Random random, int nodes, int parts) {
            List<NodeView> views = new ArrayList<>();
            List<Carried> carried = new ArrayList<>();
            List<Map<String, Double>> all = new ArrayList<>();
            Set<String> shown = new HashSet<>();
            for (int n = 0; n < nodes; n++) {
                Contribution node = contribution("node" + n, random);
                views.add(node.fixture().view());
                all.add(node.counters());
                shown.addAll(node.counters().keySet());
            }
            for (int p = 0; p < parts; p++) {
                Contribution part = contribution("node" + random.nextInt(nodes + 2), random);
                Carried.Kind kind = random.nextBoolean() ? Carried.Kind.HELD : Carried.Kind.DROPPED;
                carried.add(part.fixture().carried(kind));
                all.add(part.counters());
                if (kind == Carried.Kind.HELD) {
                    shown.addAll(part.counters().keySet());
                }
            }
            return new Cluster(views, carried, sum(all, shown));
        }

        private static Map<String, Double> sum(List<Map<String, Double>> all, Set<String> shown) {
            Map<String, Double> sums = new HashMap<>();
            for (Map<String, Double> one : all) {
                one.forEach((series, value) -> {
                    if (shown.contains(series) && !Values.isAbsent(value)) {
                        sums.merge(series, value, Double::sum);
                    }
                });
            }
            return sums;
        }

        Gathered gathered() {
            return new Gathered("node0", views.size(), views, carried);
        }

        Gathered plain() {
            return new Gathered("node0", views.size(), views);
        }
    }

    private static List<String> lines(Mode mode, Gathered gathered) {
        return Answer.of(mode, CATALOG, gathered).lines();
    }

    private static String family(String line) {
        return line.replaceAll("[{ ].*", "");
    }

    private static double number(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Property(tries = 300)
    void aCounterIsTheSumOfWhatIsShownAndWhatIsCarried(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int nodes,
            @ForAll @IntRange(min = 0, max = 6) int parts) {
        Cluster cluster = Cluster.of(new Random(seed), nodes, parts);
        Map<String, Double> found = new HashMap<>();
        for (String line : lines(Mode.AGGREGATED, cluster.gathered())) {
            if (COUNTERS.contains(family(line))) {
                found.put(line.substring(0, line.lastIndexOf(' ')), number(line));
            }
        }

        assertThat(found).isEqualTo(cluster.expected());
    }

    @Property(tries = 200)
    void gaugesAndClosingFamiliesAreUntouched(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int nodes,
            @ForAll @IntRange(min = 0, max = 6) int parts) {
        Cluster cluster = Cluster.of(new Random(seed), nodes, parts);

        assertThat(uncounted(cluster.gathered())).isEqualTo(uncounted(cluster.plain()));
    }

    private static List<String> uncounted(Gathered gathered) {
        return lines(Mode.AGGREGATED, gathered).stream()
                .filter(line -> !COUNTERS.contains(family(line)) && !line.startsWith("h_"))
                .toList();
    }

    @Property(tries = 200)
    void theOrderOfCarriedPartsDoesNotMatter(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int nodes,
            @ForAll @IntRange(min = 2, max = 6) int parts) {
        Random random = new Random(seed);
        Cluster cluster = Cluster.of(random, nodes, parts);
        List<String> inOrder = lines(Mode.AGGREGATED, cluster.gathered());
        Collections.shuffle(cluster.carried(), random);

        assertThat(lines(Mode.AGGREGATED, cluster.gathered())).isEqualTo(inOrder);
    }

    /** With a carried part a bucket is at least what it was, buckets rise, and the last is the sum of the last ones. */
    @Property(tries = 200)
    void bucketsRise_andTheLastIsTheCount(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int nodes,
            @ForAll @IntRange(min = 1, max = 6) int parts) {
        Cluster cluster = Cluster.of(new Random(seed), nodes, parts);
        Map<String, Double> plain = histogram(cluster.plain());

        List<String> lines = lines(Mode.AGGREGATED, cluster.gathered());

        List<Double> buckets = lines.stream()
                .filter(line -> line.startsWith("h_bucket"))
                .map(CarriedLawsTest::number)
                .toList();
        Map<String, Double> all = histogram(cluster.gathered());
        assertThat(buckets).isSorted().last().isEqualTo(all.get("h_count"));
        plain.forEach((series, value) -> assertThat(all.get(series)).isGreaterThanOrEqualTo(value));
    }

    private static Map<String, Double> histogram(Gathered gathered) {
        Map<String, Double> found = new HashMap<>();
        lines(Mode.AGGREGATED, gathered).stream()
                .filter(line -> line.startsWith("h_"))
                .forEach(line -> found.put(line.substring(0, line.lastIndexOf(' ')), number(line)));
        return found;
    }

    @Property(tries = 100)
    void otherModesDoNotKnowCarriedParts(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int nodes,
            @ForAll @IntRange(min = 1, max = 6) int parts) {
        Cluster cluster = Cluster.of(new Random(seed), nodes, parts);

        for (Mode mode : List.of(Mode.NODE, Mode.UNAGGREGATED)) {
            assertThat(lines(mode, cluster.gathered())).isEqualTo(lines(mode, cluster.plain()));
        }
    }

    /** Invariant I3: where nothing has to be carried the answer is the plain sum, also when a part of zeros is carried. */
    @Property(tries = 100)
    void nothingToCarryIsThePlainSum(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int nodes) {
        Cluster cluster = Cluster.of(new Random(seed), nodes, 0);
        List<Carried> nothing = cluster.views().stream()
                .map(view -> view.snapshot().orElseThrow())
                .map(s -> new Carried(
                        s.node(),
                        Carried.Kind.HELD,
                        1,
                        s.schema(),
                        absent(s.schema().size())))
                .toList();

        for (Mode mode : Mode.values()) {
            List<String> plain = lines(mode, cluster.plain());
            assertThat(lines(mode, new Gathered("node0", nodes, cluster.views(), List.of())))
                    .isEqualTo(plain);
            assertThat(lines(mode, new Gathered("node0", nodes, cluster.views(), nothing)))
                    .isEqualTo(plain);
        }
    }

    private static double[] absent(int size) {
        double[] values = new double[size];
        Arrays.fill(values, Values.ABSENT);
        return values;
    }

    @Property(tries = 100)
    void aPlanServesEveryGatherOfItsKey(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int nodes,
            @ForAll @IntRange(min = 1, max = 6) int parts) {
        Random random = new Random(seed);
        Cluster cluster = Cluster.of(random, nodes, parts);
        Gathered before = cluster.gathered();
        Gathered after = new Gathered(
                "node0",
                nodes,
                cluster.views(),
                before.carried().stream().map(part -> moved(part, random)).toList());
        Selection selection = new Selection(Mode.AGGREGATED, Endpoint.STATS, Set.of());
        Plan plan = Plan.of(selection, before, CATALOG);

        assertThat(plan.key()).isEqualTo(Plan.keyOf(selection, after));
        assertThat(Answer.filled(plan, after).lines()).isEqualTo(lines(Mode.AGGREGATED, after));
    }

    private static Carried moved(Carried part, Random random) {
        double[] values =
                random.ints(part.values().length, 0, 1_000).asDoubleStream().toArray();
        return new Carried(part.node(), part.kind(), part.version() + 1, part.schema(), values);
    }
}
