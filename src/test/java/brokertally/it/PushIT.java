package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three sidecars beside replayed EMQX nodes push to Debian's Pushgateway, which a real Prometheus scrapes with
 * {@code honor_labels}. The settings of the push come by PUT.
 */
class PushIT {
    private static final int NODES = 3;
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static PushgatewayProcess gateway;
    private static ReplayedCluster cluster;
    private static PrometheusProcess prometheus;

    @BeforeAll
    static void start() throws Exception {
        gateway = PushgatewayProcess.start(directory);
        cluster = ReplayedCluster.start("traffic");
        prometheus = PrometheusProcess.start(
                directory,
                """
                global: { scrape_interval: 1s, scrape_timeout: 1s }
                scrape_configs:
                  - job_name: pushgateway
                    honor_labels: true
                    static_configs: [{ targets: ['127.0.0.1:%d'] }]
                """
                        .formatted(gateway.port()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @BeforeEach
    void switchOff() throws Exception {
        LonelyPusher.put(cluster.sidecar(0), new JsonObject());
        await().atMost(PATIENCE).until(() -> gateway.groups().isEmpty());
    }

    private static void put(JsonObject more) throws Exception {
        JsonObject push = new JsonObject()
                .put("enable", true)
                .put("url", gateway.url())
                .put("interval", "1s")
                .mergeIn(more);
        assertThat(LonelyPusher.put(cluster.sidecar(0), push).statusCode()).isEqualTo(200);
    }

    /** The labels of the group of a node under the default job name, in the Pushgateway's order. */
    private static List<String> group(int i) {
        String name = cluster.nodes().get(i).split("@")[0];
        return List.of("instance=\"" + name + "~127.0.0.1\"", "job=\"" + name + "\"");
    }

    private static String text(List<String> labels) {
        return String.join(",", labels);
    }

    private static List<String> groups() {
        return IntStream.range(0, NODES).mapToObj(i -> text(group(i))).toList();
    }

    /** Returns when each of these groups has been pushed so often. */
    private static void awaitPushes(List<String> groups, int times) {
        for (int i = 0; i < times; i++) {
            Map<String, Double> before = gateway.groups();
            await().atMost(PATIENCE).until(() -> {
                Map<String, Double> now = gateway.groups();
                return groups.stream()
                        .allMatch(group -> now.getOrDefault(group, 0.0) > before.getOrDefault(group, 0.0));
            });
        }
    }

    /** The broker's samples: what the sidecar says of itself may change from one page to the next. */
    private static Map<String, Double> ofBroker(Map<String, Double> samples) {
        Map<String, Double> ofBroker = new TreeMap<>(samples);
        ofBroker.keySet().removeIf(series -> series.startsWith("brokertally_"));
        return ofBroker;
    }

    private static Map<String, Double> pulled(int i, Endpoint endpoint, Mode mode) {
        return ofBroker(Samples.of(cluster.sidecar(i).page(ReplayedCluster.path(endpoint, mode))));
    }

    @Test
    void everyNode_pushesItsPage_underTheDocumentedGrouping_atTheInterval() throws Exception {
        put(new JsonObject().put("interval", INTERVAL.toSeconds() + "s"));
        awaitPushes(groups(), 1);
        assertThat(gateway.groups().keySet()).containsExactlyInAnyOrderElementsOf(groups());
        assertSteady(pushTimes(6));

        for (int i = 0; i < NODES; i++) {
            Map<String, Double> pulled = pulled(i, Endpoint.STATS, Mode.NODE);
            assertThat(pulled).hasSizeGreaterThan(180);
            assertThat(ofBroker(gateway.samples(group(i)))).as(text(group(i))).isEqualTo(pulled);
            assertInPrometheus(i, pulled);
        }
        assertThat(gateway.page()).contains("# TYPE emqx_messages_received counter");
        assertThat(gateway.answered("put", 200)).isGreaterThan(3 * 6);
        assertThat(gateway.log()).doesNotContain("level=warn", "level=error");
    }

    /** So many pushes of each group in a row. */
    private static Map<String, List<Double>> pushTimes(int count) {
        Map<String, List<Double>> times = new TreeMap<>();
        await().atMost(INTERVAL.multipliedBy(count + 3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    gateway.groups().forEach((group, time) -> {
                        List<Double> before = times.computeIfAbsent(group, any -> new ArrayList<>());
                        if (before.isEmpty() || before.get(before.size() - 1) < time) {
                            before.add(time);
                        }
                    });
                    return times.values().stream().allMatch(seen -> seen.size() >= count);
                });
        return times;
    }

    private static void assertSteady(Map<String, List<Double>> pushTimes) {
        double seconds = INTERVAL.toMillis() / 1e3;
        pushTimes.forEach((group, times) -> {
            List<Double> gaps = IntStream.range(1, times.size())
                    .mapToObj(i -> times.get(i) - times.get(i - 1))
                    .toList();
            report(group + ": push_time_seconds advances by " + gaps);
            assertThat(gaps).as(group).allSatisfy(gap -> assertThat(gap).isBetween(0.9 * seconds, 1.1 * seconds));
        });
    }

    private static void assertInPrometheus(int i, Map<String, Double> pulled) {
        String selector = "{" + text(group(i)) + "}";
        await().atMost(PATIENCE).untilAsserted(() -> {
            Map<String, Double> scraped = new TreeMap<>();
            prometheus.query(selector).forEach(element -> {
                Map<String, Object> labels =
                        new TreeMap<>(element.getJsonObject("metric").getMap());
                String name = (String) labels.remove("__name__");
                labels.keySet().removeAll(List.of("job", "instance"));
                scraped.put(series(name, labels), PrometheusProcess.value(element));
            });
            scraped.keySet().removeIf(series -> series.startsWith("push_"));
            assertThat(ofBroker(scraped)).as(selector).isEqualTo(pulled);
        });
    }

    private static String series(String name, Map<String, Object> labels) {
        List<String> texts = new ArrayList<>();
        labels.forEach((label, value) -> texts.add(label + "=\"" + value + "\""));
        return texts.isEmpty() ? name : name + "{" + String.join(",", texts) + "}";
    }

    @Test
    void post_andGzip_areTaken() throws Exception {
        put(new JsonObject().put("method", "post"));
        awaitPushes(groups(), 2);
        assertThat(gateway.answered("post", 200)).isGreaterThanOrEqualTo(NODES);
        assertThat(ofBroker(gateway.samples(group(1)))).isEqualTo(pulled(1, Endpoint.STATS, Mode.NODE));

        put(new JsonObject().put("gzip", true));
        awaitPushes(groups(), 2);
        PushNumbers numbers = PushNumbers.of(cluster.sidecar(1));
        assertThat(numbers.bytes()).isLessThan(8_000);
        assertThat(numbers.failures()).isEmpty();
        assertThat(ofBroker(gateway.samples(group(1)))).isEqualTo(pulled(1, Endpoint.STATS, Mode.NODE));
    }

    @Test
    void allEndpoints_comeInOnePage() throws Exception {
        JsonArray all = new JsonArray(
                ReplayedCluster.ENDPOINTS.stream().map(Endpoint::path).toList());
        put(new JsonObject().put("endpoints", all));
        awaitPushes(groups(), 2);

        for (int i = 0; i < NODES; i++) {
            Map<String, Double> pulled = new TreeMap<>();
            for (Endpoint endpoint : ReplayedCluster.ENDPOINTS) {
                pulled.putAll(pulled(i, endpoint, Mode.NODE));
            }
            assertThat(pulled).hasSizeGreaterThan(300);
            assertThat(ofBroker(gateway.samples(group(i)))).isEqualTo(pulled);
        }
    }

    /** Trap 35: no timestamps, and each family has the same type in every group; the Pushgateway refuses anything else. */
    @Test
    void theClustersViews_areTaken_asOneGroup_andPromtoolHasNothingToSay() throws Exception {
        for (Mode mode : ReplayedCluster.CLUSTER_MODES) {
            put(new JsonObject()
                    .put("mode", mode.text())
                    .put("job_name", "${cluster_name}/view/" + mode.text())
                    .put("endpoints", new JsonArray(List.of("stats", "auth", "data_integration"))));
            String group = awaitGroup("view=\"" + mode.text() + "\"");
            awaitPushes(List.of(group), 2);

            Map<String, Double> pulled = new TreeMap<>();
            for (Endpoint endpoint : ReplayedCluster.ENDPOINTS) {
                pulled.putAll(pulled(0, endpoint, mode));
            }
            Map<String, Double> pushed = gateway.samples(Samples.labels("g{" + group + "}"));
            assertThat(ofBroker(pushed)).as(mode.text()).isEqualTo(pulled);
            assertThat(pushed).containsEntry("brokertally_nodes_answered", 3.0);
            assertThat(gateway.groups()).as("the other view's is gone").containsOnlyKeys(group);
        }
        assertPromtoolClean();
    }

    /** The labels of the group that has this one. */
    private static String awaitGroup(String label) {
        return await().atMost(PATIENCE)
                .until(
                        () -> gateway.groups().keySet().stream()
                                .filter(one -> one.contains(label))
                                .findFirst()
                                .orElse(""),
                        one -> !one.isEmpty());
    }

    /** The bodies themselves, which a recorder takes. */
    private static void assertPromtoolClean() throws Exception {
        try (RecordingGateway recorder = new RecordingGateway()) {
            for (Mode mode : Mode.values()) {
                long now = System.nanoTime();
                put(new JsonObject()
                        .put("url", recorder.url())
                        .put("mode", mode.text())
                        .put("job_name", mode.text())
                        .put("endpoints", new JsonArray(List.of("stats", "auth", "data_integration"))));
                RecordedRequest push =
                        recorder.awaitPush(now, PATIENCE, one -> one.target().equals("/metrics/job/" + mode.text()));
                assertThat(push.header("content-length")).isEqualTo(Integer.toString(push.body().length));
                assertThat(push.text()).endsWith("\n");
                Promtool.Verdict verdict = Promtool.check(push.text());
                assertThat(verdict.readable()).as(verdict.words()).isTrue();
                assertNoTimestamps(push.text());
            }
        }
    }

    private static void assertNoTimestamps(String page) throws IOException {
        assertThat(page.lines().filter(line -> !line.startsWith("#")))
                .allMatch(line -> line.matches("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*})? \\S+"));
    }

    private static void report(String figures) {
        System.out.println("PushIT " + figures);
    }
}
