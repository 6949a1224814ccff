package brokertally.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Three nodes that do not agree: other families, other series, another order, other types, other bounds, and pages with
 * mistakes. Every sidecar gives the right answer to each of the numbered traps, and the same.
 */
class MixedNodesIT {
    private static final String A = "a@it";
    private static final String B = "b@it";
    private static final String C = "c@it";

    private static final String PAGE_A =
            """
            # HELP emqx_messages_received Words of A.
            # TYPE emqx_messages_received counter
            emqx_messages_received 100
            # TYPE emqx_messages_sent counter
            emqx_messages_sent 10
            # TYPE emqx_connections_count gauge
            emqx_connections_count 5
            # TYPE emqx_action_status gauge
            emqx_action_status{id="x"} 1
            emqx_action_status{id="y"} 1
            # TYPE emqx_authn_status gauge
            emqx_authn_status{id="p"} 1
            # HELP latency_seconds Words of A.
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="1"} 10
            latency_seconds_bucket{le="5"} 20
            latency_seconds_bucket{le="+Inf"} 20
            latency_seconds_sum 30.25
            latency_seconds_count 20
            # TYPE wait_ms summary
            wait_ms{quantile="0.99"} 10
            wait_ms_sum 100
            wait_ms_count 10
            # TYPE only_a_total counter
            only_a_total{k="1"} 7
            # TYPE uneven_total counter
            uneven_total{k="1"} 1
            uneven_total{k="2"} 2
            uneven_total{k="3"} 3
            # TYPE two_types counter
            two_types 3
            # TYPE with_node_total counter
            with_node_total 1
            # TYPE emqx_odd_gauge gauge
            emqx_odd_gauge 5
            # TYPE emqx_endless_gauge gauge
            emqx_endless_gauge +Inf
            # TYPE big_total counter
            big_total 9007199254740991
            # TYPE plain_gauge gauge
            plain_gauge 1
            """;

    private static final String PAGE_B =
            """
            # TYPE big_total counter
            big_total 1
            # TYPE emqx_endless_gauge gauge
            emqx_endless_gauge 5
            # TYPE emqx_odd_gauge gauge
            emqx_odd_gauge NaN
            # TYPE with_node_total counter
            with_node_total{node="x"} 4
            with_node_total{node="b@it"} 2
            # TYPE two_types gauge
            two_types 4
            # TYPE uneven_total counter
            uneven_total{k="4"} 40
            uneven_total{k="2"} 20
            # TYPE wait_ms summary
            wait_ms{quantile="0.99"} 90
            wait_ms_sum 900
            wait_ms_count 10
            # HELP latency_seconds Other words of B.
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="2"} 7
            latency_seconds_bucket{le="+Inf"} 7
            latency_seconds_sum 0.5
            latency_seconds_count 7
            # TYPE emqx_authn_status gauge
            emqx_authn_status{id="p"} 1
            # TYPE emqx_action_status gauge
            emqx_action_status{id="y"} 0
            emqx_action_status{id="x"} 1
            # TYPE emqx_connections_count counter
            emqx_connections_count 6
            # TYPE emqx_messages_sent counter
            emqx_messages_sent -1
            # HELP emqx_messages_received Other words of B.
            # TYPE emqx_messages_received gauge
            emqx_messages_received 200
            # TYPE plain_gauge gauge
            plain_gauge 2
            nanomq_cpu_usage 0.32%
            # TYPE dup_total counter
            dup_total{a="1"} 5
            dup_total{a="1"} 6
            """;

    /** The label value of {@code bytes_total} has a byte that is no UTF-8; in Java's ISO-8859-1 that is y with diaeresis. */
    private static final String PAGE_C =
            """
            emqx_messages_received 300
            # TYPE emqx_messages_sent counter
            emqx_messages_sent 30
            # TYPE emqx_connections_count gauge
            emqx_connections_count 7
            # TYPE emqx_action_status gauge
            emqx_action_status{id="x"} 1
            # TYPE wait_ms summary
            wait_ms_count 5
            # TYPE lonely_ms summary
            lonely_ms{quantile="0.5"} 4
            lonely_ms_count 3
            # TYPE escapes_total counter
            escapes_total{t="a\\"b\\\\c\\nd,}"} 1
            # TYPE bytes_total counter
            bytes_total{t="\u00ff"} 2
            # TYPE plain_gauge gauge
            plain_gauge 3
            """;

    private static final List<PageBroker> BROKERS = new ArrayList<>();
    private static SidecarCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        for (String page : List.of(PAGE_A, PAGE_B, PAGE_C)) {
            BROKERS.add(new PageBroker(page));
        }
        BROKERS.get(2).show(PAGE_C.getBytes(ISO_8859_1));
        List<String> names = List.of(A, B, C);
        cluster = SidecarCluster.start(
                3,
                i -> BROKERS.get(i).source()
                        + """
                        node { name = "%s" }
                        sampling { interval = 1s, max_age = 100ms }
                        gather { stale_after = 10m }
                        """
                                .formatted(names.get(i)));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        BROKERS.forEach(PageBroker::close);
    }

    private static String page(SidecarProcess sidecar, String endpoint, String mode) throws Exception {
        var response = sidecar.get("/api/v5/prometheus/" + endpoint + "?mode=" + mode);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    /** The samples of an endpoint, once all three sidecars have given the same; ages differ by themselves. */
    private static Map<String, Double> samples(String endpoint, String mode) throws Exception {
        cluster.awaitComplete(3);
        return agreed(endpoint, mode);
    }

    private static Map<String, Double> agreed(String endpoint, String mode) throws Exception {
        List<Map<String, Double>> all = new ArrayList<>();
        for (SidecarProcess sidecar : cluster.all()) {
            Map<String, Double> samples = new TreeMap<>(Samples.of(page(sidecar, endpoint, mode)));
            samples.keySet().removeIf(name -> name.startsWith("brokertally_snapshot_age_seconds"));
            all.add(samples);
        }
        assertThat(all.get(1)).isEqualTo(all.get(0));
        assertThat(all.get(2)).isEqualTo(all.get(0));
        return all.get(0);
    }

    private static Map<String, Double> aggregated(String family) throws Exception {
        return family("stats", "all_nodes_aggregated", family);
    }

    private static Map<String, Double> unaggregated(String family) throws Exception {
        return family("stats", "all_nodes_unaggregated", family);
    }

    private static Map<String, Double> family(String endpoint, String mode, String family) throws Exception {
        Map<String, Double> own = new TreeMap<>(samples(endpoint, mode));
        own.keySet().removeIf(name -> !name.matches(family + "(_bucket|_sum|_count)?([{].*)?"));
        return own;
    }

    private static double ownMetric(int sidecar, String name) throws Exception {
        return Samples.of(cluster.get(sidecar).get("/metrics").body()).get(name);
    }

    @Test
    void everyPageCanBeReadByPrometheus() throws Exception {
        for (String mode : List.of("node", "all_nodes_aggregated", "all_nodes_unaggregated")) {
            for (SidecarProcess sidecar : cluster.all()) {
                Promtool.Verdict verdict = Promtool.check(page(sidecar, "stats", mode));
                assertThat(verdict.readable()).as(verdict.words()).isTrue();
            }
        }
    }

    @Test
    void countersAndGauges_areSummedWhateverTheirOrder() throws Exception {
        assertThat(aggregated("emqx_messages_received")).containsOnly(entry("emqx_messages_received", 600.0));
        assertThat(aggregated("emqx_connections_count")).containsOnly(entry("emqx_connections_count", 18.0));
        assertThat(aggregated("uneven_total"))
                .containsOnly(
                        entry("uneven_total{k=\"1\"}", 1.0),
                        entry("uneven_total{k=\"2\"}", 22.0),
                        entry("uneven_total{k=\"3\"}", 3.0),
                        entry("uneven_total{k=\"4\"}", 40.0));
        assertThat(unaggregated("emqx_messages_received"))
                .containsOnly(
                        entry("emqx_messages_received{node=\"a@it\"}", 100.0),
                        entry("emqx_messages_received{node=\"b@it\"}", 200.0),
                        entry("emqx_messages_received{node=\"c@it\"}", 300.0));
        assertThat(aggregated("plain_gauge"))
                .as("a gauge that nobody knows stays per node")
                .containsOnly(
                        entry("plain_gauge{node=\"a@it\"}", 1.0),
                        entry("plain_gauge{node=\"b@it\"}", 2.0),
                        entry("plain_gauge{node=\"c@it\"}", 3.0));
    }

    @Test
    void trap6_aStatusIsOneOnlyWhereItIsOneOnAllThatHaveIt() throws Exception {
        assertThat(family("data_integration", "all_nodes_aggregated", "emqx_action_status"))
                .containsOnly(entry("emqx_action_status{id=\"x\"}", 1.0), entry("emqx_action_status{id=\"y\"}", 0.0));
    }

    @Test
    void trap8_histogramsWithOtherBoundsStayMonotone() throws Exception {
        assertThat(aggregated("latency_seconds"))
                .containsOnly(
                        entry("latency_seconds_bucket{le=\"1\"}", 10.0),
                        entry("latency_seconds_bucket{le=\"2\"}", 17.0),
                        entry("latency_seconds_bucket{le=\"5\"}", 27.0),
                        entry("latency_seconds_bucket{le=\"+Inf\"}", 27.0),
                        entry("latency_seconds_sum", 30.75),
                        entry("latency_seconds_count", 27.0));
        assertThat(unaggregated("latency_seconds"))
                .containsEntry("latency_seconds_bucket{le=\"5\",node=\"a@it\"}", 20.0)
                .containsEntry("latency_seconds_bucket{le=\"2\",node=\"b@it\"}", 7.0)
                .doesNotContainKey("latency_seconds_bucket{le=\"5\",node=\"b@it\"}");
    }

    @Test
    void trap9_quantilesArePerNode_aMissingSumIsNotZero() throws Exception {
        assertThat(aggregated("wait_ms")).containsOnly(entry("wait_ms_sum", 1000.0), entry("wait_ms_count", 25.0));
        assertThat(aggregated("lonely_ms")).containsOnly(entry("lonely_ms_count", 3.0));
        assertThat(unaggregated("wait_ms"))
                .containsEntry("wait_ms{node=\"a@it\",quantile=\"0.99\"}", 10.0)
                .containsEntry("wait_ms{node=\"b@it\",quantile=\"0.99\"}", 90.0)
                .containsEntry("wait_ms_count{node=\"c@it\"}", 5.0)
                .doesNotContainKey("wait_ms_sum{node=\"c@it\"}");
    }

    @Test
    void trap17_aLabelNodeOfTheSourceIsExported() throws Exception {
        assertThat(unaggregated("with_node_total"))
                .containsOnly(
                        entry("with_node_total{node=\"a@it\"}", 1.0),
                        entry("with_node_total{node=\"b@it\"}", 2.0),
                        entry("with_node_total{exported_node=\"x\",node=\"b@it\"}", 4.0));
        assertThat(aggregated("with_node_total"))
                .containsOnly(entry("with_node_total", 3.0), entry("with_node_total{exported_node=\"x\"}", 4.0));
        assertThat(page(cluster.get(0), "stats", "all_nodes_unaggregated"))
                .as("node is the first label")
                .contains("\nwith_node_total{node=\"b@it\",exported_node=\"x\"} 4\n");
    }

    @Test
    void trap18_eachFamilyHasOneHelpAndOneType() throws Exception {
        cluster.awaitComplete(3);
        for (SidecarProcess sidecar : cluster.all()) {
            List<String> headers = page(sidecar, "stats", "all_nodes_aggregated")
                    .lines()
                    .filter(line -> line.startsWith("# "))
                    .map(line -> line.split(" ")[1] + " " + line.split(" ")[2])
                    .toList();
            assertThat(headers).doesNotHaveDuplicates().contains("HELP latency_seconds", "TYPE latency_seconds");
            assertThat(page(sidecar, "stats", "all_nodes_aggregated"))
                    .contains(
                            "\n# TYPE emqx_connections_count gauge\n",
                            "# TYPE emqx_messages_received counter\n",
                            "# HELP latency_seconds Words of A.\n");
        }
    }

    @Test
    void trap19_aSeriesThatStandsTwiceIsServedOnceAndCounted() throws Exception {
        assertThat(aggregated("dup_total")).containsOnlyKeys("dup_total{a=\"1\"}");
        assertThat(ownMetric(1, "brokertally_source_duplicate_series_total")).isGreaterThanOrEqualTo(1);
        assertThat(ownMetric(0, "brokertally_source_duplicate_series_total")).isZero();
    }

    @Test
    void trap20_aBadLineIsDroppedAndCounted_theRestIsServed() throws Exception {
        assertThat(unaggregated("nanomq_cpu_usage")).isEmpty();
        assertThat(unaggregated("plain_gauge")).containsEntry("plain_gauge{node=\"b@it\"}", 2.0);
        assertThat(ownMetric(1, "brokertally_source_bad_lines_total")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void trap22_nanDoesNotEnterASum() throws Exception {
        assertThat(aggregated("emqx_odd_gauge")).containsOnly(entry("emqx_odd_gauge", 5.0));
        assertThat(unaggregated("emqx_odd_gauge"))
                .containsOnly(
                        entry("emqx_odd_gauge{node=\"a@it\"}", 5.0),
                        entry("emqx_odd_gauge{node=\"b@it\"}", Double.NaN));
    }

    @Test
    void trap23_largeNumbersAreExact_aNegativeCounterIsRefused() throws Exception {
        assertThat(page(cluster.get(2), "stats", "all_nodes_aggregated")).contains("\nbig_total 9007199254740992\n");
        assertThat(aggregated("emqx_endless_gauge"))
                .containsOnly(entry("emqx_endless_gauge", Double.POSITIVE_INFINITY));
        assertThat(aggregated("emqx_messages_sent")).containsOnly(entry("emqx_messages_sent", 40.0));
        assertThat(unaggregated("emqx_messages_sent")).doesNotContainKey("emqx_messages_sent{node=\"b@it\"}");
        assertThat(ownMetric(1, "brokertally_source_refused_values_total")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void trap24_aFamilyOfOneNodeIsItsSum_whoeverIsAsked() throws Exception {
        assertThat(aggregated("only_a_total")).containsOnly(entry("only_a_total{k=\"1\"}", 7.0));
        assertThat(unaggregated("only_a_total")).containsOnly(entry("only_a_total{k=\"1\",node=\"a@it\"}", 7.0));
    }

    @Test
    void trap44_labelValuesAreEscapedAndReplaced() throws Exception {
        samples("stats", "all_nodes_aggregated");
        byte[] page = page(cluster.get(0), "stats", "all_nodes_aggregated").getBytes(UTF_8);
        assertThat(new String(page, UTF_8))
                .contains("\nescapes_total{t=\"a\\\"b\\\\c\\nd,}\"} 1\n")
                .contains("\nbytes_total{t=\"\ufffd\"} 2\n");
    }

    @Test
    void trap52_aFamilyOfTwoTypesIsNotAddedUpUnlessTheCatalogKnowsIt() throws Exception {
        assertThat(aggregated("two_types"))
                .containsOnly(entry("two_types{node=\"a@it\"}", 3.0), entry("two_types{node=\"b@it\"}", 4.0));
        assertThat(page(cluster.get(0), "stats", "all_nodes_aggregated")).contains("# TYPE two_types untyped\n");
        assertThat(ownMetric(0, "brokertally_family_type_conflicts")).isEqualTo(1);
    }

    @Test
    void trap14_aStatusIsThatOfThoseThatAnswered_andTheAnswerIsPartial() throws Exception {
        assertThat(family("auth", "all_nodes_aggregated", "emqx_authn_status"))
                .containsOnly(entry("emqx_authn_status{id=\"p\"}", 1.0));
        BROKERS.get(1).kill();
        try {
            awaitEverywhere("brokertally_broker_up{node=\"b@it\"}", 0);
            assertThat(agreed("auth", "all_nodes_aggregated"))
                    .containsEntry("emqx_authn_status{id=\"p\"}", 1.0)
                    .containsEntry("brokertally_scrape_partial", 1.0)
                    .containsEntry("brokertally_nodes_answered", 3.0);
            for (SidecarProcess sidecar : cluster.all()) {
                var strict = sidecar.get("/api/v5/prometheus/auth?mode=all_nodes_aggregated&partial=fail");
                assertThat(strict.statusCode()).isEqualTo(503);
                assertThat(strict.headers().firstValue("Retry-After")).isPresent();
            }
        } finally {
            BROKERS.get(1).restart();
        }
        cluster.awaitComplete(3);
    }

    @Test
    void trap53_aBrokerWithoutSeriesHasOnlyJustStarted_itsLastNumbersCount() throws Exception {
        cluster.awaitComplete(3);
        BROKERS.get(2).show("");
        try {
            awaitEverywhere("brokertally_broker_up{node=\"c@it\"}", 0);
            assertThat(agreed("stats", "all_nodes_aggregated"))
                    .containsEntry("emqx_messages_received", 600.0)
                    .containsEntry("brokertally_scrape_partial", 1.0);
            assertThat(ownMetric(2, "brokertally_source_failures_total{reason=\"empty\"}"))
                    .isGreaterThanOrEqualTo(1);
        } finally {
            BROKERS.get(2).show(PAGE_C.getBytes(ISO_8859_1));
        }
        cluster.awaitComplete(3);
    }

    private static void awaitEverywhere(String sample, double value) {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            for (SidecarProcess sidecar : cluster.all()) {
                if (Samples.of(sidecar.page(SidecarCluster.AGGREGATED)).getOrDefault(sample, -1.0) != value) {
                    return false;
                }
            }
            return true;
        });
    }
}
