package brokertally.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.source.Mosquitto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real Mosquitto brokers with clients of Mosquitto's own, beside each a sidecar: the cluster's numbers are what the
 * clients did. Mosquitto 2.0.11 counts as received publishes neither retained nor QoS 2 ones (mapping.tsv), and the sidecar
 * is a client with one subscription itself.
 */
class MosquittoClusterIT {
    private static final int NODES = 3;
    private static final String UNAGGREGATED = "/api/v5/prometheus/stats?mode=all_nodes_unaggregated";

    @TempDir
    Path directory;

    private final List<Mosquitto> brokers = new ArrayList<>();
    private final List<Process> clients = new ArrayList<>();
    private SidecarCluster cluster;

    @BeforeEach
    void start() throws IOException {
        Programs.find("mosquitto_pub", "mosquitto-clients");
        Programs.find("mosquitto", "mosquitto");
        for (int i = 0; i < NODES; i++) {
            brokers.add(new Mosquitto(directory));
        }
        cluster = SidecarCluster.start(
                NODES,
                i ->
                        """
                        node { name = "mosquitto%d@it" }
                        source { type = mosquitto, url = "%s" }
                        sampling { interval = 1s, max_age = 200ms }
                        """
                                .formatted(i, brokers.get(i).url()));
    }

    @AfterEach
    void stop() throws InterruptedException {
        clients.forEach(Process::destroyForcibly);
        if (cluster != null) {
            cluster.close();
        }
        for (Mosquitto broker : brokers) {
            broker.close();
        }
    }

    /** What the clients of one broker do, and so what it must show. */
    private record Work(int subscribers, int topicsEach, int retained, int qos0, int qos1, int qos2) {
        static Work of(int node) {
            return new Work(2 + node, 1 + node, 3 * (node + 1), 100 * (node + 1), 10 * (node + 1), 5);
        }

        /** Samples of this broker alone; the sidecar's own client and subscription are among them. */
        Map<String, Double> samples(double retainedBefore) {
            Map<String, Double> samples = new TreeMap<>();
            samples.put("emqx_live_connections_count", subscribers + 1.0);
            samples.put("emqx_disconnected_connections_count", 1.0);
            samples.put("emqx_connections_count", subscribers + 2.0);
            samples.put("emqx_sessions_count", subscribers + 2.0);
            samples.put("emqx_subscriptions_count", subscribers * topicsEach + 2.0);
            samples.put("emqx_retained_count", retainedBefore + retained);
            samples.put("emqx_messages_received", (double) qos0 + qos1);
            samples.put("emqx_packets_publish_received", (double) qos0 + qos1);
            return samples;
        }
    }

    @Test
    void theNumbersOfTheClusterAreWhatTheClientsDid() throws Exception {
        List<Double> retainedBefore = retainedByTheBrokersThemselves();
        for (int node = 0; node < NODES; node++) {
            work(brokers.get(node), Work.of(node));
        }

        Map<String, Double> expected = new TreeMap<>();
        Map<String, Double> sums = new TreeMap<>();
        for (int node = 0; node < NODES; node++) {
            String label = "{node=\"mosquitto" + node + "@it\"}";
            Work.of(node).samples(retainedBefore.get(node)).forEach((name, value) -> {
                expected.put(name + label, value);
                sums.merge(name, value, Double::sum);
            });
        }
        for (SidecarProcess sidecar : cluster.all()) {
            awaitSamples(sidecar, UNAGGREGATED, expected);
            awaitSamples(sidecar, SidecarCluster.AGGREGATED, sums);
            assertThat(Samples.of(sidecar.page(SidecarCluster.AGGREGATED)))
                    .containsEntry("brokertally_scrape_partial", 0.0)
                    .containsEntry("brokertally_nodes_answered", (double) NODES)
                    .containsKeys("emqx_vm_uptime_ms{node=\"mosquitto0@it\"}", "emqx_bytes_received");
            assertThat(Promtool.check(sidecar.page(SidecarCluster.AGGREGATED)).readable())
                    .isTrue();
        }
    }

    /** Mosquitto keeps its own topics as retained messages; their number settles soon after the start. */
    private List<Double> retainedByTheBrokersThemselves() {
        List<Map<String, Double>> last = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1_100))
                .until(() -> {
                    Map<String, Double> now = Samples.of(cluster.get(0).page(UNAGGREGATED));
                    now.keySet().removeIf(name -> !name.startsWith("emqx_retained_count"));
                    boolean settled = !last.isEmpty() && last.get(0).equals(now);
                    last.clear();
                    last.add(now);
                    return settled;
                });
        return List.copyOf(last.get(0).values());
    }

    private static void awaitSamples(SidecarProcess sidecar, String path, Map<String, Double> expected) {
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            Map<String, Double> shown = new TreeMap<>(Samples.of(sidecar.page(path)));
            shown.keySet().retainAll(expected.keySet());
            assertThat(shown).isEqualTo(expected);
        });
    }

    private void work(Mosquitto broker, Work work) throws Exception {
        for (int s = 0; s < work.subscribers(); s++) {
            List<String> command = client("mosquitto_sub", broker);
            for (int t = 0; t < work.topicsEach(); t++) {
                command.addAll(List.of("-t", "quiet/" + s + "/" + t));
            }
            clients.add(start(command));
        }
        List<String> absent = client("mosquitto_sub", broker);
        absent.addAll(List.of("-c", "-i", "absent", "-q", "1", "-t", "quiet/absent", "-E"));
        end(start(absent));
        for (int r = 0; r < work.retained(); r++) {
            List<String> command = client("mosquitto_pub", broker);
            command.addAll(List.of("-r", "-q", "1", "-t", "kept/" + r, "-m", "x"));
            end(start(command));
        }
        publish(broker, 0, work.qos0());
        publish(broker, 1, work.qos1());
        publish(broker, 2, work.qos2());
    }

    /** One message for each line of the input. */
    private void publish(Mosquitto broker, int qos, int messages) throws Exception {
        List<String> command = client("mosquitto_pub", broker);
        command.addAll(List.of("-q", Integer.toString(qos), "-t", "load", "-l"));
        Process publisher = start(command);
        try (OutputStream lines = publisher.getOutputStream()) {
            lines.write("message\n".repeat(messages).getBytes(UTF_8));
        }
        end(publisher);
    }

    private static List<String> client(String program, Mosquitto broker) {
        return new ArrayList<>(List.of(program, "-h", "127.0.0.1", "-p", Integer.toString(broker.port())));
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void end(Process client) throws InterruptedException {
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue()).isZero();
    }
}
