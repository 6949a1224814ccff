package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Known ways to be wrong, at the level of real answers: three brokers whose pages hold the inputs, three sidecar processes,
 * and what a scraper reads from them. The brokers are {@code a}, {@code b} and {@code c}.
 */
class TrapsIT {
    private static final String STATS = "/api/v5/prometheus/stats";
    private static final String AGGREGATED = "mode=all_nodes_aggregated";
    private static final String UNAGGREGATED = "mode=all_nodes_unaggregated";
    private static final List<PageBroker> BROKERS = new ArrayList<>();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final String PAGE_A =
            """
            # TYPE emqx_action_status gauge
            emqx_action_status{id="x"} 1
            emqx_action_status{id="y"} 1
            # TYPE emqx_authn_status gauge
            emqx_authn_status{id="x"} 1
            # TYPE h histogram
            h_bucket{le="1"} 10
            h_bucket{le="5"} 20
            h_bucket{le="+Inf"} 20
            h_sum 31
            h_count 20
            # TYPE s summary
            s{quantile="0.99"} 10
            s_sum 100
            s_count 4
            # TYPE emqx_messages_received counter
            emqx_messages_received 100
            # TYPE labelled_total counter
            labelled_total{node="x",client="1"} 7
            # HELP described_total Things that were made.
            # TYPE described_total counter
            # HELP described_total Things again.
            # TYPE described_total gauge
            described_total 1
            # TYPE twice_total counter
            twice_total{k="v"} 5
            twice_total{k="v"} 6
            # TYPE nanomq_cpu_usage gauge
            nanomq_cpu_usage 0.32%
            # TYPE emqx_sessions_count gauge
            emqx_sessions_count 5
            # TYPE emqx_publishers gauge
            emqx_publishers -1
            # TYPE emqx_unbounded gauge
            emqx_unbounded +Inf
            # TYPE large_total counter
            large_total 9007199254740991
            # TYPE huge_total counter
            huge_total 1e308
            # TYPE items counter
            items 1
            """;

    private static final String PAGE_B =
            """
            # TYPE emqx_action_status gauge
            emqx_action_status{id="x"} 1
            emqx_action_status{id="y"} 0
            # TYPE emqx_authn_status gauge
            emqx_authn_status{id="x"} 1
            # TYPE h histogram
            h_bucket{le="2"} 7
            h_bucket{le="+Inf"} 7
            h_sum 9
            h_count 7
            # TYPE s summary
            s{quantile="0.99"} 90
            s_count 5
            # TYPE emqx_messages_received counter
            emqx_messages_received 200
            # HELP described_total What b calls it.
            # TYPE described_total counter
            described_total 2
            # TYPE emqx_sessions_count gauge
            emqx_sessions_count NaN
            # TYPE emqx_publishers gauge
            emqx_publishers 3
            # TYPE emqx_unbounded gauge
            emqx_unbounded 1
            # TYPE large_total counter
            large_total 1
            # TYPE huge_total counter
            huge_total 1e308
            # TYPE items gauge
            items 2
            """;

    private static final String PAGE_C =
            """
            # TYPE emqx_action_status gauge
            emqx_action_status{id="x"} 1
            emqx_action_status{id="y"} 1
            # TYPE emqx_authn_status gauge
            emqx_authn_status{id="x"} 1
            # TYPE emqx_messages_received counter
            emqx_messages_received 300
            # TYPE emqx_new_in_61 counter
            emqx_new_in_61 4
            # TYPE negative_total counter
            negative_total -5
            """;

    private static SidecarCluster cluster;

    /** Every scrape reads the broker, so that a changed page is in the next answer. */
    @BeforeAll
    static void start() throws Exception {
        BROKERS.addAll(List.of(new PageBroker(PAGE_A), new PageBroker(PAGE_B), new PageBroker(PAGE_C)));
        BROKERS.get(0).show(withOddLabels());
        cluster = SidecarCluster.start(
                3,
                i -> BROKERS.get(i).source()
                        + "node { name = " + "abc".charAt(i) + " }\n"
                        + "sampling { interval = 1s, max_age = 0 }\n"
                        + "gather { stale_after = 10m }\n"
                        + "limits { body_bytes = 64KiB }\n");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        BROKERS.forEach(PageBroker::close);
    }

    /** Labels as VerneMQ writes them (trap 44), the last one with a byte that is no UTF-8. */
    private static byte[] withOddLabels() {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        page.writeBytes(PAGE_A.getBytes(StandardCharsets.UTF_8));
        page.writeBytes("# TYPE odd gauge\nodd{k=\"say \\\"hi\\\" \\\\ \\n\"} 1\nodd{k=\"un\"escaped\"} 2\nodd{k=\"b"
                .getBytes(StandardCharsets.UTF_8));
        page.write(0xff);
        page.writeBytes("d\"} 3\n".getBytes(StandardCharsets.UTF_8));
        return page.toByteArray();
    }

    /** The samples of some families as lines, asked at sidecar 0. */
    private static List<String> lines(String mode, String... families) throws Exception {
        return linesAt(STATS, mode, families);
    }

    private static List<String> linesAt(String path, String mode, String... families) throws Exception {
        return page(path, mode, families)
                .lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("brokertally_"))
                .toList();
    }

    private static String page(String path, String mode, String... families) throws Exception {
        String names = Stream.of(families).map(name -> "&name%5B%5D=" + name).collect(Collectors.joining());
        HttpResponse<String> response = cluster.get(0).get(path + "?" + mode + names);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static double own(int sidecar, String sample) throws Exception {
        return Samples.of(cluster.get(sidecar).get("/metrics").body()).getOrDefault(sample, Double.NaN);
    }

    /** Trap 6: the status of an action that is off on one of three nodes. */
    @Test
    void trap6_statesAreNotAdded() throws Exception {
        assertThat(linesAt("/api/v5/prometheus/data_integration", AGGREGATED))
                .containsExactly("emqx_action_status{id=\"x\"} 1", "emqx_action_status{id=\"y\"} 0");
    }

    /** Trap 8: histograms of different bounds. */
    @Test
    void trap8_bucketsStayMonotone() throws Exception {
        assertThat(lines(AGGREGATED, "h"))
                .containsExactly(
                        "h_bucket{le=\"1\"} 10",
                        "h_bucket{le=\"2\"} 17",
                        "h_bucket{le=\"5\"} 27",
                        "h_bucket{le=\"+Inf\"} 27",
                        "h_sum 40",
                        "h_count 27");
    }

    /** Trap 9: quantiles cannot be added; the missing {@code s_sum} of node b is no zero. */
    @Test
    void trap9_quantilesAreShownPerNodeOnly() throws Exception {
        assertThat(lines(AGGREGATED, "s")).containsExactly("s_sum 100", "s_count 9");
        assertThat(lines(UNAGGREGATED, "s"))
                .containsExactly(
                        "s{node=\"a\",quantile=\"0.99\"} 10",
                        "s_sum{node=\"a\"} 100",
                        "s_count{node=\"a\"} 4",
                        "s{node=\"b\",quantile=\"0.99\"} 90",
                        "s_count{node=\"b\"} 5");
    }

    /** Trap 14: the broker of a node is away. It is missing, not off. */
    @Test
    void trap14_anUnreachableNodeIsNotOff() throws Exception {
        BROKERS.get(2).kill();
        try {
            assertThat(linesAt("/api/v5/prometheus/auth", AGGREGATED)).containsExactly("emqx_authn_status{id=\"x\"} 1");
            assertThat(page("/api/v5/prometheus/auth", AGGREGATED))
                    .contains("\nbrokertally_scrape_partial 1\n", "\nbrokertally_broker_up{node=\"c\"} 0\n");
            HttpResponse<String> strict = cluster.get(0).get("/api/v5/prometheus/auth?" + AGGREGATED + "&partial=fail");
            assertThat(strict.statusCode()).isEqualTo(503);
            assertThat(strict.headers().firstValue("retry-after")).isPresent();
        } finally {
            BROKERS.get(2).restart();
            cluster.awaitComplete(3);
        }
    }

    /** Trap 17: a label {@code node} of the source. */
    @Test
    void trap17_ourNodeLabelWins() throws Exception {
        assertThat(lines(UNAGGREGATED, "labelled_total"))
                .containsExactly("labelled_total{node=\"a\",client=\"1\",exported_node=\"x\"} 7");
    }

    /** Trap 18: two HELP and two TYPE in one source, other words in another. */
    @Test
    void trap18_oneTypeAndOneHelp() throws Exception {
        assertThat(page(STATS, AGGREGATED, "described_total"))
                .startsWith("# HELP described_total Things that were made.\n# TYPE described_total counter\n"
                        + "described_total 3\n")
                .containsOnlyOnce("# HELP described_total")
                .containsOnlyOnce("# TYPE described_total");
    }

    /** Trap 19: one series twice in one source. */
    @Test
    void trap19_theSecondOfTwoEqualSeriesIsLeftOutAndCounted() throws Exception {
        assertThat(lines(AGGREGATED, "twice_total")).containsExactly("twice_total{k=\"v\"} 5");
        assertThat(own(0, "brokertally_source_duplicate_series_total")).isPositive();
    }

    /** Trap 20: a number with a percent sign. */
    @Test
    void trap20_aBadLineIsLeftOutAndCounted() throws Exception {
        assertThat(lines(AGGREGATED, "nanomq_cpu_usage")).isEmpty();
        assertThat(lines(AGGREGATED, "emqx_messages_received")).containsExactly("emqx_messages_received 600");
        assertThat(own(0, "brokertally_source_bad_lines_total")).isPositive();
    }

    /** Trap 22: NaN from one node. */
    @Test
    void trap22_nanDoesNotEnterASum() throws Exception {
        assertThat(lines(AGGREGATED, "emqx_sessions_count")).containsExactly("emqx_sessions_count 5");
        assertThat(lines(UNAGGREGATED, "emqx_sessions_count"))
                .containsExactly("emqx_sessions_count{node=\"a\"} 5", "emqx_sessions_count{node=\"b\"} NaN");
    }

    /** Trap 23: infinities, negative numbers, sums beyond 2^53 and beyond all doubles. */
    @Test
    void trap23_oddNumbers() throws Exception {
        assertThat(lines(AGGREGATED, "emqx_publishers", "emqx_unbounded", "large_total", "huge_total"))
                .containsExactlyInAnyOrder(
                        "emqx_publishers 2", "emqx_unbounded +Inf", "large_total 9007199254740992", "huge_total +Inf");
        assertThat(lines(AGGREGATED, "negative_total")).isEmpty();
        assertThat(own(2, "brokertally_source_refused_values_total")).isPositive();
    }

    /** Trap 24: the sidecar that is asked does not know the family. */
    @Test
    void trap24_aFamilyOfAnotherVersionIsSummed() throws Exception {
        assertThat(lines(AGGREGATED, "emqx_new_in_61")).containsExactly("emqx_new_in_61 4");
        assertThat(lines("mode=node", "emqx_new_in_61")).isEmpty();
    }

    /** Trap 37: the answer to a wrong mode says which are right. */
    @ParameterizedTest
    @ValueSource(strings = {"mode=bogus", "mode=", "mode=node&mode=all_nodes_aggregated"})
    void trap37_aWrongModeIsRefused(String query) throws Exception {
        HttpResponse<String> response = cluster.get(0).get(STATS + "?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(response.body()).contains("BAD_REQUEST", "mode");
        if (!query.contains("&")) {
            assertThat(response.body()).contains("node, all_nodes_aggregated, all_nodes_unaggregated");
        }
    }

    /** Trap 38: what may stand in Accept. EMQX's counters are no OpenMetrics counters, so their pages are always text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9 | text/plain",
                "text/plain;version=0.0.4;q=0.5,application/openmetrics-text;version=1.0.0;q=0.9 | application/openmetrics-text",
                "*/* | text/plain",
                "'' | text/plain",
                "application/json | text/plain",
            })
    void trap38_theFormatIsWhatTheScraperPrefers(String accept, String ownFormat) throws Exception {
        HttpResponse<String> scraped = accepting(STATS + "?" + AGGREGATED, accept);
        HttpResponse<String> own = accepting("/metrics", accept);

        assertThat(scraped.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(scraped.statusCode()).isEqualTo(200);
        assertThat(own.headers().firstValue("content-type").orElseThrow()).startsWith(ownFormat);
        assertThat(own.body().endsWith("# EOF\n")).isEqualTo(ownFormat.contains("openmetrics"));
    }

    private static HttpResponse<String> accepting(String path, String accept) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + cluster.get(0).port() + path));
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Trap 40: many different questions at once to one sidecar, each answered as if it were alone. */
    @Test
    void trap40_questionsAtOnceDoNotMix() throws Exception {
        List<String> questions = List.of(
                STATS + "?" + AGGREGATED,
                STATS + "?" + UNAGGREGATED,
                STATS + "?mode=node",
                STATS + "?" + AGGREGATED + "&name%5B%5D=h",
                STATS + "?" + AGGREGATED + "&name%5B%5D=s",
                "/api/v5/prometheus/auth?" + AGGREGATED,
                "/api/v5/prometheus/auth?" + UNAGGREGATED,
                "/api/v5/prometheus/data_integration?" + UNAGGREGATED);
        List<String> alone = new ArrayList<>();
        for (String question : questions) {
            alone.add(cluster.get(0).get(question).body());
        }
        assertThat(alone).doesNotHaveDuplicates();

        List<CompletableFuture<String>> together = new ArrayList<>();
        for (int i = 0; i < 50 * questions.size(); i++) {
            URI uri = URI.create("http://127.0.0.1:" + cluster.get(0).port() + questions.get(i % questions.size()));
            together.add(CLIENT.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .thenApply(response -> response.statusCode() == 503 ? "" : response.body()));
        }
        int answered = 0;
        for (int i = 0; i < together.size(); i++) {
            String body = together.get(i).get();
            // 503: above limits.concurrent_scrapes at once. Ages may have become 1 second meanwhile.
            if (!body.isEmpty()) {
                answered++;
                assertThat(withoutAges(body)).isEqualTo(withoutAges(alone.get(i % questions.size())));
            }
        }
        assertThat(answered).isGreaterThan(together.size() / 10);
    }

    private static String withoutAges(String page) {
        return page.replaceAll("(?m)^brokertally_snapshot_age_seconds.*$", "");
    }

    /** Trap 44: quotes, backslashes, line ends and bytes that are no UTF-8 in label values. */
    @Test
    void trap44_labelValuesAreEscapedOrReplaced() throws Exception {
        assertThat(lines(AGGREGATED, "odd"))
                .containsExactlyInAnyOrder(
                        "odd{node=\"a\",k=\"say \\\"hi\\\" \\\\ \\n\"} 1", "odd{node=\"a\",k=\"b\ufffdd\"} 3");
    }

    /** Trap 48: the broker's answer is longer than {@code limits.body_bytes}. One that drips: HttpSourceContract. */
    @Test
    void trap48_aPageThatIsTooLongIsNotTaken() throws Exception {
        BROKERS.get(1).show(PAGE_B + "# " + "x".repeat(70_000) + "\n");
        try {
            assertThat(page(STATS, AGGREGATED, "emqx_messages_received"))
                    .contains("\nemqx_messages_received 600\n", "\nbrokertally_broker_up{node=\"b\"} 0\n");
            assertThat(own(1, "brokertally_source_failures_total{reason=\"too_large\"}"))
                    .isPositive();
        } finally {
            BROKERS.get(1).show(PAGE_B);
            cluster.awaitComplete(3);
        }
    }

    /** Trap 49: the credentials are no longer good. The last values serve, the reason is told, the broker has its peace. */
    @Test
    void trap49_refusedCredentialsAreNotTriedAgainAtOnce() throws Exception {
        BROKERS.get(1).answerWith(401);
        try {
            assertThat(page(STATS, AGGREGATED, "emqx_messages_received"))
                    .contains("\nemqx_messages_received 600\n", "\nbrokertally_broker_up{node=\"b\"} 0\n");
            long before = BROKERS.get(1).reads();
            for (int i = 0; i < 50; i++) {
                page(STATS, AGGREGATED);
            }
            assertThat(BROKERS.get(1).reads() - before).isLessThanOrEqualTo(2);
            assertThat(own(1, "brokertally_source_failures_total{reason=\"auth\"}"))
                    .isPositive();
        } finally {
            BROKERS.get(1).answerWith(200);
            cluster.awaitComplete(3);
        }
    }

    /** Trap 52: a counter on one node, a gauge on another, and no table knows better. */
    @Test
    void trap52_aFamilyOfTwoTypesIsLeftPerNode() throws Exception {
        assertThat(page(STATS, AGGREGATED, "items"))
                .contains("# TYPE items untyped\nitems{node=\"a\"} 1\nitems{node=\"b\"} 2\n");
        assertThat(own(0, "brokertally_family_type_conflicts")).isOne();
    }

    /** Trap 53: a broker that has just started has no families yet. */
    @Test
    void trap53_anEmptyPageIsNoSample() throws Exception {
        BROKERS.get(2).show("# TYPE emqx_messages_received counter\n");
        try {
            Map<String, Double> samples = Samples.of(page(STATS, AGGREGATED));
            assertThat(samples)
                    .containsEntry("emqx_messages_received", 600.0)
                    .containsEntry("emqx_new_in_61", 4.0)
                    .containsEntry("brokertally_broker_up{node=\"c\"}", 0.0)
                    .containsEntry("brokertally_scrape_partial", 1.0);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> own(2, "brokertally_source_failures_total{reason=\"empty\"}") > 0);
        } finally {
            BROKERS.get(2).show(PAGE_C);
            cluster.awaitComplete(3);
        }
    }
}
