package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The nodes A, B and C of the table of traps: sidecars beside brokers whose numbers a test sets. Every scrape reads the
 * brokers. Tests that share a cluster have counters of different names, so that each begins without a carried part.
 */
final class CounterCluster implements AutoCloseable {
    static final int A = 0;
    static final int B = 1;
    static final int C = 2;

    /** Lives that began far enough from each other to be told apart, all of them long ago. */
    private final AtomicLong lives = new AtomicLong(System.currentTimeMillis() / 1000 - 1_000_000);

    private final List<Broker> brokers = new ArrayList<>();
    private final SidecarCluster sidecars;

    /** One broker: its numbers, and gauges that are 10, 20, 30 … */
    final class Broker implements AutoCloseable {
        private final PageBroker page = new PageBroker("");
        private final int gauge;
        private long started = lives.addAndGet(1_000);
        private String numbers = "";

        private Broker(int gauge) throws IOException {
            this.gauge = gauge;
            write();
        }

        private void write() {
            page.show(
                    """
                    # TYPE process_start_time_seconds gauge
                    process_start_time_seconds %d
                    # TYPE emqx_connections_count gauge
                    emqx_connections_count %d
                    # TYPE it_temperature gauge
                    it_temperature %2$d
                    """
                                    .formatted(started, gauge)
                            + numbers);
        }

        /** From now on it shows one counter. */
        void show(String counter, long value) {
            showPage("# TYPE " + counter + " counter\n" + counter + " " + value + "\n");
        }

        /** From now on it shows these families. */
        void showPage(String families) {
            numbers = families;
            write();
        }

        void die() {
            page.kill();
        }

        /** It has died and lives again, at the same address, and has counted so far since. */
        void liveAgain(String counter, long value) throws IOException {
            started = lives.addAndGet(1_000);
            show(counter, value);
            page.restart();
        }

        @Override
        public void close() {
            page.close();
        }
    }

    CounterCluster() throws IOException {
        for (int i = A; i <= C; i++) {
            brokers.add(new Broker(10 * (i + 1)));
        }
        sidecars = SidecarCluster.start(3, i -> settings(node(i), brokers.get(i)));
    }

    private static String settings(String node, Broker broker) {
        return broker.page.source()
                + """
                node { name = "%s" }
                sampling { interval = 1s, max_age = 0 }
                gather { timeout = 5s, stale_after = 60s }
                """
                        .formatted(node);
    }

    static String node(int i) {
        return String.valueOf((char) ('A' + i));
    }

    Broker broker(int i) {
        return brokers.get(i);
    }

    SidecarProcess sidecar(int i) {
        return sidecars.get(i);
    }

    List<SidecarProcess> living() {
        return sidecars.all().stream().filter(SidecarProcess::isAlive).toList();
    }

    /** A broker that no sidecar reads yet. */
    Broker newBroker() throws IOException {
        Broker broker = new Broker(40);
        brokers.add(broker);
        return broker;
    }

    /** Starts a sidecar beside this broker that joins the cluster. */
    SidecarProcess join(String node, Broker broker) throws IOException {
        return sidecars.join(settings(node, broker));
    }

    /** A=100, B=200 and C=300 of a counter, known to all three sidecars. */
    void begin(String counter) {
        for (int i = A; i <= C; i++) {
            broker(i).show(counter, 100L * (i + 1));
        }
        awaitTotals(counter, 600, 600);
    }

    void awaitComplete(int members) {
        sidecars.awaitComplete(members);
    }

    /** Waits until each sidecar that lives shows these sums with counters=monotone and counters=running. */
    void awaitTotals(String counter, double monotone, double running) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertTotals(counter, monotone, running));
    }

    /** Each sidecar that lives shows these sums with counters=monotone and counters=running now. */
    void assertTotals(String counter, double monotone, double running) throws Exception {
        Map<Integer, List<Double>> shown = new LinkedHashMap<>();
        Map<Integer, List<Double>> expected = new LinkedHashMap<>();
        for (SidecarProcess sidecar : living()) {
            shown.put(sidecar.port(), List.of(monotone(sidecar, counter), running(sidecar, counter)));
            expected.put(sidecar.port(), List.of(monotone, running));
        }
        assertThat(shown)
                .as("sums of %s with counters=monotone, counters=running by port%n%s", counter, logTails())
                .isEqualTo(expected);
    }

    /** Whether nothing moves: several rounds, all with these sums. */
    void assertTotalsStay(String counter, double monotone, double running) throws Exception {
        for (int round = 0; round < 10; round++) {
            assertTotals(counter, monotone, running);
        }
    }

    private static double monotone(SidecarProcess sidecar, String counter) throws Exception {
        return samples(sidecar, "&counters=monotone").getOrDefault(counter, Double.NaN);
    }

    private static double running(SidecarProcess sidecar, String counter) throws Exception {
        return samples(sidecar, "&counters=running").getOrDefault(counter, Double.NaN);
    }

    /** An aggregated answer, status 200. */
    static Map<String, Double> samples(SidecarProcess sidecar, String query) throws Exception {
        HttpResponse<String> answer = sidecar.get(SidecarCluster.AGGREGATED + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Samples.of(answer.body());
    }

    /** One of a sidecar's own metrics. */
    static double own(SidecarProcess sidecar, String metric) throws Exception {
        return Samples.of(sidecar.get("/metrics").body()).get(metric);
    }

    /** The sum of one of their own metrics over all sidecars that live. */
    double own(String metric) throws Exception {
        double sum = 0;
        for (SidecarProcess sidecar : living()) {
            sum += own(sidecar, metric);
        }
        return sum;
    }

    String logs() {
        return sidecars.all().stream().map(SidecarProcess::log).collect(Collectors.joining("\n"));
    }

    String logTails() {
        return sidecars.logTails();
    }

    /** Three sidecars again, whatever a test has left: the others are told goodbye, the dead start again. */
    void mend() throws Exception {
        for (int i = 0; i < sidecars.all().size(); i++) {
            SidecarProcess sidecar = sidecar(i);
            if (i <= C && !sidecar.isAlive()) {
                sidecar.launch();
            } else if (i <= C) {
                sidecar.signal("CONT");
            } else if (sidecar.isAlive()) {
                sidecar.terminate();
            }
        }
        sidecars.awaitComplete(3);
    }

    @Override
    public void close() {
        sidecars.close();
        brokers.forEach(Broker::close);
    }
}
