package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.MonotoneWatch.Against;
import brokertally.it.MonotoneWatch.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three sidecars in network namespaces that are cut off from each other while their brokers count and restart. The brokers and
 * the scraper reach all of them all the time.
 *
 * <p>System property {@code partition.seconds}: how long each split lasts (default 20, so that the members give each other up).
 */
class PartitionIT {
    private static final int NODES = 3;
    private static final int SECONDS = Integer.getInteger("partition.seconds", 20);
    private static final long DEADLINE_MILLIS = 1_000;

    /** What the machine that tests may add to a deadline. */
    private static final long SLACK_MILLIS = 400;

    /** A sample that is still young is used without asking; then an answer waits for its deadline once. */
    private static final Duration UNTIL_NOTICED = Duration.ofSeconds(3);

    private static final List<CountingBroker> BROKERS = new ArrayList<>();

    @TempDir
    static Path directory;

    private static Namespaces namespaces;
    private static SidecarCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        namespaces = new Namespaces(NODES);
        for (int i = 0; i < NODES; i++) {
            BROKERS.add(new CountingBroker(namespaces.host(), 1_000 * (i + 1)));
        }
        cluster = SidecarCluster.start(
                namespaces.places(),
                i -> BROKERS.get(i).source()
                        + """
                        node { name = "broker%d@it" }
                        data_dir = "%s"
                        cluster { size = 3 }
                        sampling { interval = 500ms, max_age = 100ms }
                        gather { timeout = 1s, stale_after = 5s }
                        log { level = debug }
                        """
                                .formatted(i, directory.resolve("data" + i)));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        BROKERS.forEach(CountingBroker::close);
        if (namespaces != null) {
            namespaces.close();
        }
    }

    /** Makes a split. */
    private interface Split {
        void make() throws Exception;
    }

    /** Trap 27 with a broker of each half that restarts during the split. */
    @Test
    void twoAndOne_eachSideAnswers_andTheTotalIsExactAfterIt() throws Exception {
        survives("2|1", () -> {
            namespaces.part(2, 0);
            namespaces.part(2, 1);
        });
    }

    /** Trap 27 with three parts. */
    @Test
    void eachAlone_eachAnswers_andTheTotalIsExactAfterIt() throws Exception {
        survives("1|1|1", () -> {
            namespaces.part(0, 1);
            namespaces.part(1, 2);
            namespaces.part(2, 0);
        });
    }

    /** Trap 27 where one hears the others but is not heard. */
    @Test
    void oneIsNotHeard_eachSideAnswers_andTheTotalIsExactAfterIt() throws Exception {
        survives("one-way", () -> {
            namespaces.deafen(1, 0);
            namespaces.deafen(2, 0);
        });
    }

    private static void survives(String what, Split split) throws Exception {
        // So that there is something besides the current numbers which could be lost or added twice.
        restart(0);
        awaitTotal(what + " before");
        try (MonotoneWatch watch = new MonotoneWatch(cluster, Against.ITSELF, 200)) {
            FaultScript.pause(1);
            split.make();
            long parted = System.nanoTime();
            long healed;
            try {
                countFor(Duration.ofSeconds(SECONDS / 2));
                restart(1);
                restart(2);
                countFor(Duration.ofSeconds(SECONDS - SECONDS / 2));
            } finally {
                healed = System.nanoTime();
                namespaces.heal();
            }
            assertAnswered(what, watch, parted, healed);
            cluster.awaitComplete(NODES, Duration.ofSeconds(30));
            report(what + ": complete on all three " + (System.nanoTime() - healed) / 1_000_000 + " ms after healing");
            awaitTotal(what + " after");
            FaultScript.pause(2);
            assertTotals(what, watch);
        }
    }

    private static void restart(int node) throws Exception {
        BROKERS.get(node).awaitRead();
        BROKERS.get(node).restart();
        BROKERS.get(node).count(1);
    }

    /** Each second each broker counts, a different number each. */
    private static void countFor(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            for (int i = 0; i < NODES; i++) {
                BROKERS.get(i).count(10 + i);
            }
            FaultScript.pause(1);
        }
    }

    private static void assertAnswered(String what, MonotoneWatch watch, long from, long until) {
        for (int i = 0; i < NODES; i++) {
            List<Seen> during = watch.since(from, i).stream()
                    .filter(one -> one.atNanos() + one.millis() * 1_000_000 < until)
                    .toList();
            report("%s: %d answers at sidecar %d, the slowest after %d ms"
                    .formatted(
                            what,
                            during.size(),
                            i,
                            during.stream().mapToLong(Seen::millis).max().orElse(-1)));
            assertThat(during).allSatisfy(one -> {
                assertThat(one.status()).as(one.body()).isEqualTo(200);
                assertThat(one.millis()).isLessThanOrEqualTo(DEADLINE_MILLIS + SLACK_MILLIS);
            });
            assertThat(during)
                    .filteredOn(one -> one.atNanos() > from + UNTIL_NOTICED.toNanos())
                    .as(what + ": answers of sidecar " + i + " that say that it does not know all")
                    .hasSizeGreaterThan(SECONDS / 4)
                    .allSatisfy(one ->
                            assertThat(one.sample("brokertally_scrape_partial")).isOne());
        }
    }

    private static void awaitTotal(String what) {
        BROKERS.forEach(CountingBroker::awaitRead);
        double total = total();
        Map<String, Double> expected = Map.of(
                CountingBroker.COUNTED,
                total,
                "emqx_packets_received{kind=\"x\"}",
                3 * total,
                "it_latency_seconds_bucket{le=\"1\"}",
                total,
                "it_latency_seconds_bucket{le=\"+Inf\"}",
                3 * total,
                "it_latency_seconds_sum",
                5 * total,
                "it_latency_seconds_count",
                3 * total);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            for (int i = 0; i < NODES; i++) {
                assertThat(AggregatedCounters.of(cluster.get(i).page(SidecarCluster.AGGREGATED)))
                        .as("%s: counters at sidecar %d%n%s", what, i, cluster.logTails())
                        .containsAllEntriesOf(expected);
            }
        });
    }

    private static double total() {
        return BROKERS.stream().mapToLong(CountingBroker::counted).sum();
    }

    private static void assertTotals(String what, MonotoneWatch watch) {
        assertThat(watch.violations())
                .as("%s: counters that fell or answers that failed%n%s", what, cluster.logTails())
                .isEmpty();
        assertThat(watch.seen()).allSatisfy(one -> assertThat(one.sample(CountingBroker.COUNTED))
                .as("%s: nothing is counted twice at sidecar %d", what, one.sidecar())
                .isLessThanOrEqualTo(total()));
    }

    private static void report(String figures) {
        System.out.println("PartitionIT " + figures);
    }
}
