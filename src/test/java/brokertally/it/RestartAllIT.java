package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.MonotoneWatch.Against;
import brokertally.it.MonotoneWatch.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All sidecars die at once, or are restarted one by one, while the brokers live. */
class RestartAllIT {
    private static final int ROLLING = 5;

    @TempDir
    Path directory;

    private final List<CountingBroker> brokers = new ArrayList<>();
    private SidecarCluster cluster;

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        brokers.forEach(CountingBroker::close);
    }

    /** Brokers that have counted 1,000,000 before anybody looked. */
    private void start(int nodes, boolean keeps) throws IOException {
        for (int i = 0; i < nodes; i++) {
            brokers.add(new CountingBroker(InetAddress.getLoopbackAddress(), 1_000_000));
        }
        cluster = SidecarCluster.start(
                nodes,
                i -> brokers.get(i).source()
                        + """
                        node { name = "broker%d@it" }
                        data_dir = "%s"
                        cluster { size = %d }
                        sampling { interval = 500ms, max_age = 100ms }
                        gather { timeout = 1s, stale_after = 5s }
                        """
                                .formatted(i, keeps ? directory.resolve("data" + i) : "", nodes));
    }

    /** Each broker lives again and has counted 1, 10, 100 … since; what it counted before is base. */
    private void restartBrokers() throws IOException {
        for (int i = 0; i < brokers.size(); i++) {
            brokers.get(i).awaitRead();
            brokers.get(i).restart();
            brokers.get(i).count((long) Math.pow(10, i));
        }
        brokers.forEach(CountingBroker::awaitRead);
    }

    private Map<String, Double> counters(int sidecar) {
        return AggregatedCounters.of(cluster.get(sidecar).page(SidecarCluster.AGGREGATED));
    }

    private double total() {
        return brokers.stream().mapToLong(CountingBroker::counted).sum();
    }

    private double running() {
        return brokers.stream().mapToLong(CountingBroker::counting).sum();
    }

    /** Every answer of every sidecar from its first 200 on, until it has been asked some times after it was complete. */
    private List<Seen> answersOfTheRestart() throws Exception {
        List<Seen> answers = new CopyOnWriteArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> askers = new ArrayList<>();
        cluster.killNineAll();
        for (int i = 0; i < brokers.size(); i++) {
            cluster.get(i).launch();
            int sidecar = i;
            Thread asker = new Thread(() -> {
                while (!ended.get()) {
                    first200(sidecar, answers);
                    LockSupport.parkNanos(20_000_000);
                }
            });
            asker.start();
            askers.add(asker);
        }
        try {
            cluster.awaitComplete(brokers.size());
            int complete = answers.size();
            await().atMost(Duration.ofSeconds(20)).until(() -> answers.size() > complete + 100);
        } finally {
            ended.set(true);
            for (Thread asker : askers) {
                asker.join(20_000);
            }
        }
        System.out.println(
                "RestartAllIT " + answers.size() + " answers with status 200 since the restart of all, counters "
                        + shown(answers, CountingBroker.COUNTED));
        return answers;
    }

    private void first200(int sidecar, List<Seen> answers) {
        long start = System.nanoTime();
        try {
            HttpResponse<String> answer = cluster.get(sidecar).get(SidecarCluster.AGGREGATED);
            if (answer.statusCode() == 200) {
                answers.add(new Seen(sidecar, start, 0, 200, answer.body()));
            }
        } catch (IOException e) {
            // It does not listen yet.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<Double> shown(List<Seen> answers, String series) {
        Set<Double> values = new TreeSet<>();
        answers.forEach(one -> values.add(one.sample(series)));
        return values;
    }

    /** Trap 28 with a data directory. */
    @Test
    void allKilledAtOnce_withDataDirectory_noCounterIsLowerThanBefore() throws Exception {
        start(3, true);
        restartBrokers();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            for (int i = 0; i < 3; i++) {
                assertThat(counters(i)).containsEntry(CountingBroker.COUNTED, total());
            }
        });
        Map<String, Double> before = counters(0);

        assertNoneIsLower(before, answersOfTheRestart());
        assertThat(counters(1)).containsEntry(CountingBroker.COUNTED, total());
    }

    /** Trap 28 with a data directory, and all die while everything moves. */
    @Test
    void allKilledWhileTheyCount_withDataDirectory_noCounterIsLowerThanBefore() throws Exception {
        start(3, true);
        restartBrokers();
        Map<String, Double> before = new TreeMap<>();
        for (int n = 0; n < 40; n++) {
            brokers.forEach(broker -> broker.count(1_000));
            for (int i = 0; i < 3; i++) {
                counters(i).forEach((series, value) -> before.merge(series, value, Math::max));
            }
            LockSupport.parkNanos(100_000_000);
        }

        assertNoneIsLower(before, answersOfTheRestart());
        assertThat(counters(1)).containsEntry(CountingBroker.COUNTED, total());
    }

    private void assertNoneIsLower(Map<String, Double> before, List<Seen> answers) {
        assertThat(before).containsKey(CountingBroker.COUNTED);
        for (Seen answer : answers) {
            Map<String, Double> now = AggregatedCounters.of(answer.body());
            before.forEach((series, value) -> assertThat(now.getOrDefault(series, Double.NaN))
                    .as("%s at sidecar %d%n%s%n%s", series, answer.sidecar(), answer.body(), cluster.logTails())
                    .isGreaterThanOrEqualTo(value));
        }
    }

    /** Trap 28 without a data directory: never half a base. */
    @Test
    void allKilledAtOnce_withoutDataDirectory_theAnswerIsThePlainSum() throws Exception {
        start(3, false);
        restartBrokers();
        // Sums of some of 1, 10 and 100: whoever has not been heard yet is not in it, and nothing else is.
        Set<Double> sums = Set.of(1.0, 10.0, 100.0, 11.0, 101.0, 110.0, 111.0);
        List<Seen> answers = answersOfTheRestart();

        for (Seen answer : answers) {
            double value = answer.sample(CountingBroker.COUNTED);
            if (!Double.isNaN(value)) {
                assertThat(sums).as("sums of nodes%n%s", cluster.logTails()).contains(value);
            }
            if (SidecarCluster.isComplete(answer.body(), 3)) {
                assertThat(value).as("the plain sum").isEqualTo(running());
            }
        }
        for (int i = 0; i < 3; i++) {
            assertThat(counters(i)).containsEntry(CountingBroker.COUNTED, 111.0);
        }
    }

    /** Trap 1, trap 26 and trap 29: five sidecars are restarted in good order, one after another, under scrape. */
    @Test
    void fiveRestartedOneByOne_noScrapeFails_andNoCounterFalls() throws Exception {
        start(ROLLING, true);
        restartBrokers();
        cluster.awaitComplete(ROLLING);
        try (MonotoneWatch watch = new MonotoneWatch(cluster, Against.ALL, 200)) {
            FaultScript.pause(1);
            long longest = 0;
            for (int i = 0; i < ROLLING; i++) {
                watch.leaves(i);
                longest = Math.max(longest, cluster.get(i).terminate());
                brokers.forEach(broker -> broker.count(7));
                cluster.get(i).launch();
                watch.starts(i);
                cluster.awaitComplete(ROLLING);
                brokers.forEach(broker -> broker.count(7));
            }
            brokers.forEach(CountingBroker::awaitRead);
            FaultScript.pause(1);

            System.out.println("RestartAllIT rolling restart of five: "
                    + watch.seen().size()
                    + " answers, longest exit " + longest + " ms, slowest answer "
                    + watch.seen().stream().mapToLong(Seen::millis).max().orElseThrow() + " ms");
            assertThat(watch.violations())
                    .as("failed scrapes and counters that fell%n%s", cluster.logTails())
                    .isEmpty();
            for (int i = 0; i < ROLLING; i++) {
                assertThat(watch.since(0, i)).as("answers of sidecar " + i).hasSizeGreaterThan(10);
                assertThat(counters(i)).containsEntry(CountingBroker.COUNTED, total());
            }
            assertThat(longest).as("milliseconds from SIGTERM to exit").isLessThan(5_000);
        }
    }
}
