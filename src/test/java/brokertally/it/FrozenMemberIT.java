package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.it.MonotoneWatch.Against;
import brokertally.it.MonotoneWatch.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One member of three is frozen for long: the others go on answering in time, forget nothing and do not grow.
 *
 * <p>System property {@code frozen.seconds}: for how long (default 60).
 */
class FrozenMemberIT {
    private static final int NODES = 3;
    private static final int FROZEN = 2;
    private static final int SECONDS = Integer.getInteger("frozen.seconds", 60);
    private static final long DEADLINE_MILLIS = 1_000;

    /** What the machine that tests may add. */
    private static final long SLACK_MILLIS = 300;

    private static final double HEAP_MAY_GROW = 6e6;
    private static final double DIRECT_MAY_GROW = 4e6;
    private static final double RSS_MAY_GROW = 24e6;

    @TempDir
    Path directory;

    private final List<CountingBroker> brokers = new ArrayList<>();
    private SidecarCluster cluster;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < NODES; i++) {
            brokers.add(new CountingBroker(InetAddress.getLoopbackAddress(), 1_000));
        }
        cluster = SidecarCluster.start(
                NODES,
                i -> brokers.get(i).source()
                        + """
                        node { name = "broker%d@it" }
                        data_dir = "%s"
                        cluster { size = 3 }
                        sampling { interval = 500ms, max_age = 100ms }
                        gather { timeout = 1s, stale_after = 5s }
                        """
                                .formatted(i, directory.resolve("data" + i)));
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        brokers.forEach(CountingBroker::close);
    }

    /** Trap 3 and trap 25 for much longer than any time limit. */
    @Test
    void aFrozenMember_costsOneDeadlineOnce_andNoMemory_andNoCounterFalls() throws Exception {
        try (MonotoneWatch watch = new MonotoneWatch(cluster, Against.ALL, 100)) {
            countFor(Duration.ofSeconds(10));
            long median = median(watch.seen());
            watch.leaves(FROZEN);
            cluster.get(FROZEN).signal("STOP");
            long frozen = System.nanoTime();
            try {
                // What a lost member sets in motion has come to rest by then.
                countFor(Duration.ofSeconds(15));
                List<Footprint> first = memories();
                countFor(Duration.ofSeconds(Math.max(1, SECONDS - 15)));
                List<Footprint> last = memories();
                assertAnswers(watch, frozen, median);
                assertFlat(first, last);
            } finally {
                cluster.get(FROZEN).signal("CONT");
            }
            watch.thaws(FROZEN);
            cluster.awaitComplete(NODES, Duration.ofSeconds(30));
            brokers.forEach(CountingBroker::awaitRead);
            FaultScript.pause(1);
            assertThat(watch.violations())
                    .as("failed scrapes and counters that fell%n%s", cluster.logTails())
                    .isEmpty();
            double total = brokers.stream().mapToLong(CountingBroker::counted).sum();
            for (int i = 0; i < NODES; i++) {
                assertThat(AggregatedCounters.of(cluster.get(i).page(SidecarCluster.AGGREGATED)))
                        .containsEntry(CountingBroker.COUNTED, total);
            }
        }
    }

    private void countFor(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            brokers.forEach(broker -> broker.count(10));
            FaultScript.pause(1);
        }
    }

    private List<Footprint> memories() throws IOException, InterruptedException {
        List<Footprint> memories = new ArrayList<>();
        for (int i = 0; i < FROZEN; i++) {
            memories.add(Footprint.of(cluster.get(i)));
        }
        return memories;
    }

    private static long median(List<Seen> answers) {
        long[] sorted = answers.stream().mapToLong(Seen::millis).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void assertAnswers(MonotoneWatch watch, long frozen, long median) {
        for (int i = 0; i < FROZEN; i++) {
            List<Seen> during = watch.since(frozen, i);
            List<Seen> slow = during.stream()
                    .filter(one -> one.millis() > 2 * median + SLACK_MILLIS)
                    .toList();
            System.out.printf(
                    "FrozenMemberIT sidecar %d: median before %d ms; %d answers in %d s with a frozen member: median %d ms,"
                            + " slowest %d ms, %d above twice the median%n",
                    i,
                    median,
                    during.size(),
                    SECONDS,
                    median(during),
                    during.stream().mapToLong(Seen::millis).max().orElseThrow(),
                    slow.size());
            assertThat(during).hasSizeGreaterThan(SECONDS).allSatisfy(one -> {
                assertThat(one.status()).isEqualTo(200);
                assertThat(one.millis()).isLessThanOrEqualTo(DEADLINE_MILLIS + SLACK_MILLIS);
            });
            assertThat(slow).as("answers that waited for the frozen member").hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void assertFlat(List<Footprint> first, List<Footprint> last) {
        for (int i = 0; i < FROZEN; i++) {
            System.out.println("FrozenMemberIT sidecar " + i + ": first " + first.get(i) + "; last " + last.get(i));
            assertThat(last.get(i).heap() - first.get(i).heap())
                    .as("growth of the heap")
                    .isLessThan(HEAP_MAY_GROW);
            assertThat(last.get(i).direct() - first.get(i).direct())
                    .as("growth of direct memory")
                    .isLessThan(DIRECT_MAY_GROW);
            assertThat(last.get(i).rss() - first.get(i).rss())
                    .as("growth of RSS")
                    .isLessThan(RSS_MAY_GROW);
        }
    }
}
