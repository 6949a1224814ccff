package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.catalog.CatalogEntry;
import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes every endpoint of three sidecars in every mode, once a second, their own metrics too, and finds
 * them through one sidecar's service discovery.
 */
class PrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int INTERVALS = 5;

    @TempDir
    static Path directory;

    private static ReplayedCluster cluster;
    private static PrometheusProcess prometheus;
    private static int jobs;

    @BeforeAll
    static void start() throws Exception {
        Programs.find("prometheus", "prometheus");
        cluster = ReplayedCluster.start("traffic");
        prometheus = PrometheusProcess.start(directory, configuration());
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private static String configuration() {
        StringBuilder jobList = new StringBuilder();
        String targets = cluster.sidecars().stream()
                .map(sidecar -> "'127.0.0.1:" + sidecar.port() + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        for (Endpoint endpoint : ReplayedCluster.ENDPOINTS) {
            for (Mode mode : Mode.values()) {
                jobs++;
                jobList.append(
                        """
                          - job_name: %1$s-%2$s
                            metrics_path: /api/v5/prometheus/%1$s
                            params: { mode: [%2$s] }
                            static_configs: [{ targets: %3$s, labels: { endpoint: %1$s, mode: %2$s } }]
                        """
                                .formatted(endpoint.path(), mode.text(), targets));
            }
        }
        return """
                global: { scrape_interval: 1s, scrape_timeout: 1s }
                scrape_configs:
                %1$s
                  - job_name: own
                    static_configs: [{ targets: %2$s }]
                  - job_name: discovered
                    metrics_path: /api/v5/prometheus/stats
                    params: { mode: [node] }
                    http_sd_configs: [{ url: 'http://127.0.0.1:%3$d/api/v5/prometheus/sd', refresh_interval: 1s }]
                    relabel_configs: [{ source_labels: [__meta_mqtt_node], target_label: mqtt_node }]
                """
                .formatted(jobList, targets, cluster.sidecar(1).port());
    }

    private static void awaitIntervals() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> prometheus.query("count_over_time(up[1m])").stream()
                                .filter(series -> PrometheusProcess.value(series) >= INTERVALS)
                                .count()
                        >= 3L * jobs + 6);
    }

    @Test
    void everyScrapeOfEveryPageSucceeds() {
        awaitIntervals();

        assertThat(prometheus.query("min_over_time(up[1m])"))
                .hasSize(3 * jobs + 6)
                .allSatisfy(series -> assertThat(PrometheusProcess.value(series))
                        .as(series.encode())
                        .isOne());
        assertThat(prometheus.targets())
                .allSatisfy(target -> assertThat(target.getString("lastError")).isEmpty());
        assertThat(prometheus.log())
                .filteredOn(line -> line.contains("level=warn")
                        || line.contains("level=error")
                        || line.contains("component=\"scrape manager\"") && line.contains("err="))
                .isEmpty();
        // Every sample that was sent is a series of its own there: none stood twice.
        String kept = "count by (job, instance) ({job!=\"\", __name__!~\"up|scrape_.*\"})";
        assertThat(prometheus.query(kept + " - on (job, instance) scrape_samples_scraped"))
                .hasSize(3 * jobs + 6)
                .allSatisfy(lost -> assertThat(PrometheusProcess.value(lost))
                        .as(lost.encode())
                        .isZero());
    }

    /** What Prometheus itself adds up over the nodes is what a sidecar answers in mode all_nodes_aggregated. */
    @Test
    void theSumOfTheNodesIsTheAggregatedSeries() {
        awaitIntervals();
        Catalog catalog = Catalog.load();
        String own = ", __name__!~\"up|scrape_.*|brokertally_.*\"}";
        int compared = 0;
        for (Endpoint endpoint : ReplayedCluster.ENDPOINTS) {
            String scope = "{endpoint=\"" + endpoint.path() + "\", mode=\"";
            List<JsonObject> aggregated = prometheus.query(scope + Mode.AGGREGATED.text() + "\"" + own);
            String labels = labels(aggregated);
            Map<String, Double> summed = samples(
                    catalog,
                    prometheus.query("sum by (" + labels + ") (" + scope + Mode.UNAGGREGATED.text() + "\", node!=\"\""
                            + own + ")"));
            Map<String, Double> answered = samples(catalog, aggregated);

            assertThat(answered).isNotEmpty();
            assertThat(summed.keySet()).isEqualTo(answered.keySet());
            answered.forEach((series, value) -> assertThat(value).as(series).isEqualTo(summed.get(series)));
            compared += answered.size();
        }
        System.out.println("PrometheusIT: " + compared + " aggregated series are the sum of their nodes' series");
        assertThat(compared).isGreaterThan(600);
    }

    /** Of families of class sum: name and labels but those added, to the value. */
    private static Map<String, Double> samples(Catalog catalog, List<JsonObject> vector) {
        Map<String, Double> samples = new TreeMap<>();
        for (JsonObject element : vector) {
            Map<String, Object> metric =
                    new TreeMap<>(element.getJsonObject("metric").getMap());
            metric.keySet().removeAll(Set.of("job", "mode", "endpoint"));
            Optional<CatalogEntry> entry = catalog.find((String) metric.get("__name__"));
            if (entry.filter(known -> known.aggregation() == AggregationClass.SUM)
                    .isPresent()) {
                samples.put(metric.toString(), PrometheusProcess.value(element));
            }
        }
        return samples;
    }

    /** All label names of a vector but those that tell modes apart, to group by; instance stays. */
    private static String labels(List<JsonObject> vector) {
        Set<String> names = new TreeSet<>(Set.of("__name__", "instance"));
        vector.forEach(element -> names.addAll(element.getJsonObject("metric").fieldNames()));
        names.removeAll(Set.of("job", "mode", "endpoint", "node"));
        return String.join(", ", names);
    }

    @Test
    void theMembersAreFoundThroughOneOfThem() {
        awaitIntervals();

        Map<String, String> found = new TreeMap<>();
        prometheus
                .query("up{job=\"discovered\"} == 1")
                .forEach(series -> found.put(
                        series.getJsonObject("metric").getString("mqtt_node"),
                        series.getJsonObject("metric").getString("instance")));

        Map<String, String> members = new TreeMap<>();
        for (int i = 0; i < cluster.size(); i++) {
            members.put(
                    cluster.nodes().get(i), "127.0.0.1:" + cluster.sidecar(i).port());
        }
        assertThat(found).isEqualTo(members);
        // Each target answers with the numbers of the node whose name it bears.
        for (int i = 0; i < cluster.size(); i++) {
            String instance = "127.0.0.1:" + cluster.sidecar(i).port();
            assertThat(prometheus.query("brokertally_broker_up{job=\"discovered\", instance=\"" + instance + "\"}"))
                    .singleElement()
                    .extracting(series -> series.getJsonObject("metric").getString("node"))
                    .isEqualTo(cluster.nodes().get(i));
        }
    }
}
