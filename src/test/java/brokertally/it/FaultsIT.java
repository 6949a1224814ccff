package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.ScrapeLoop.Scraped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scraper of one sidecar sees while another one, or a broker, dies, leaves, stops or hangs. */
class FaultsIT {
    private static final long DEADLINE_MILLIS = 1_000;

    /** What the machine that tests may add to a deadline. */
    private static final long SLACK_MILLIS = 300;

    private static final String UNAGGREGATED = "/api/v5/prometheus/stats?mode=all_nodes_unaggregated";
    private static final List<PageBroker> BROKERS = new ArrayList<>();
    private static SidecarCluster cluster;

    @BeforeAll
    static void startCluster() throws IOException {
        for (int i = 0; i < 3; i++) {
            BROKERS.add(new PageBroker(page(100 * (i + 1))));
        }
        cluster = SidecarCluster.start(
                3,
                i -> BROKERS.get(i).source()
                        + """
                        node { name = "%s" }
                        sampling { interval = 1s, max_age = 100ms }
                        gather { timeout = 1s, stale_after = 5s }
                        """
                                .formatted(node(i)));
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
        BROKERS.forEach(PageBroker::close);
    }

    @BeforeEach
    void allIsWell() {
        cluster.awaitComplete(3);
    }

    private static String node(int i) {
        return "broker" + i + "@it";
    }

    private static String page(int number) {
        return """
                # TYPE emqx_messages_received counter
                emqx_messages_received %d
                # TYPE emqx_connections_count gauge
                emqx_connections_count %d
                """
                .formatted(number, number);
    }

    private static String ofNode(String name, int i) {
        return name + "{node=\"" + node(i) + "\"}";
    }

    private static Map<String, Double> last(ScrapeLoop loop) {
        List<Scraped> answers = loop.answers();
        return Samples.of(answers.get(answers.size() - 1).body());
    }

    /** Waits for an answer that was asked for from now on and says this. */
    private static void awaitAnswer(ScrapeLoop loop, Duration atMost, Map<String, Double> expected) {
        long now = System.nanoTime();
        await().atMost(atMost).pollInterval(Duration.ofMillis(50)).until(() -> loop.since(now).stream()
                .anyMatch(answer -> Samples.of(answer.body()).entrySet().containsAll(expected.entrySet())));
    }

    private static void awaitAnswers(ScrapeLoop loop, int more) {
        int before = loop.answers().size();
        await().atMost(Duration.ofSeconds(30)).until(() -> loop.answers().size() >= before + more);
    }

    private static void assertAllAreInTime(List<Scraped> answers) {
        assertThat(answers).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.millis()).isLessThanOrEqualTo(DEADLINE_MILLIS + SLACK_MILLIS);
        });
    }

    private static List<Scraped> slow(List<Scraped> answers) {
        return answers.stream().filter(a -> a.millis() >= DEADLINE_MILLIS / 2).toList();
    }

    private static void report(String figures) {
        System.out.println("FaultsIT " + figures);
    }

    @Test
    void aKilledSidecar_costsOneDeadlineAtMost_andIsMissingUntilItIsBack() throws Exception {
        try (ScrapeLoop loop = new ScrapeLoop(cluster.get(0), SidecarCluster.AGGREGATED)) {
            awaitAnswers(loop, 5);
            cluster.get(2).killNine();
            long killed = System.nanoTime();
            awaitAnswer(
                    loop,
                    Duration.ofSeconds(5),
                    Map.of(
                            "brokertally_nodes_answered",
                            2.0,
                            "brokertally_nodes_expected",
                            3.0,
                            "brokertally_scrape_partial",
                            1.0,
                            ofNode("brokertally_node_up", 0),
                            1.0,
                            ofNode("brokertally_node_up", 1),
                            1.0,
                            ofNode("brokertally_node_up", 2),
                            0.0));
            awaitAnswers(loop, 20);

            List<Scraped> answers = loop.since(killed);
            report(ScrapeLoop.figures("kill -9", answers));
            assertAllAreInTime(loop.answers());
            assertThat(slow(answers)).hasSizeLessThanOrEqualTo(1);

            cluster.get(2).launch();
            cluster.awaitComplete(3);
            awaitAnswer(
                    loop,
                    Duration.ofSeconds(5),
                    Map.of("brokertally_nodes_expected", 3.0, "emqx_messages_received", 600.0));
            assertAllAreInTime(loop.answers());
        }
    }

    @Test
    void aSidecarThatIsStoppedInGoodOrder_makesNoAnswerSlow_andIsNoLongerExpected() throws Exception {
        try (ScrapeLoop loop = new ScrapeLoop(cluster.get(0), SidecarCluster.AGGREGATED)) {
            awaitAnswers(loop, 5);
            long exitMillis = cluster.get(1).terminate();
            awaitAnswer(
                    loop,
                    Duration.ofSeconds(2),
                    Map.of(
                            "brokertally_nodes_answered", 2.0,
                            "brokertally_nodes_expected", 2.0,
                            "brokertally_scrape_partial", 0.0));
            awaitAnswers(loop, 10);

            List<Scraped> answers = loop.answers();
            report(ScrapeLoop.figures("SIGTERM, exit after " + exitMillis + " ms", answers));
            assertThat(exitMillis).isLessThan(5_000);
            assertAllAreInTime(answers);
            assertThat(ScrapeLoop.max(answers)).isLessThan(500);
            assertThat(answers).allSatisfy(answer -> {
                Map<String, Double> samples = Samples.of(answer.body());
                assertThat(samples.get("brokertally_nodes_answered"))
                        .as("nobody is missing at any time")
                        .isEqualTo(samples.get("brokertally_nodes_expected"));
            });
        } finally {
            cluster.get(1).launch();
        }
        cluster.awaitComplete(3);
    }

    @Test
    void aStoppedSidecar_costsOneDeadline_andRejoinsWithoutRestart() throws Exception {
        try (ScrapeLoop loop = new ScrapeLoop(cluster.get(0), SidecarCluster.AGGREGATED);
                ScrapeLoop other = new ScrapeLoop(cluster.get(1), UNAGGREGATED)) {
            awaitAnswers(loop, 5);
            long stopped = System.nanoTime();
            cluster.get(2).signal("STOP");
            try {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> System.nanoTime() - stopped
                                > Duration.ofSeconds(12).toNanos());
            } finally {
                cluster.get(2).signal("CONT");
            }
            long continued = System.nanoTime();

            List<Scraped> meanwhile = loop.since(stopped).stream()
                    .filter(answer -> answer.atNanos() < continued)
                    .toList();
            report(ScrapeLoop.figures("SIGSTOP 12 s, aggregated", meanwhile));
            report(ScrapeLoop.figures("SIGSTOP 12 s, unaggregated at another", other.since(stopped)));
            assertAllAreInTime(loop.answers());
            assertAllAreInTime(other.answers());
            assertThat(slow(meanwhile)).hasSizeLessThanOrEqualTo(1);
            assertThat(slow(other.since(stopped))).hasSizeLessThanOrEqualTo(1);
            Map<String, Double> seen =
                    Samples.of(meanwhile.get(meanwhile.size() - 1).body());
            assertThat(seen)
                    .containsEntry("brokertally_nodes_answered", 2.0)
                    .containsEntry("brokertally_nodes_expected", 3.0)
                    .containsEntry(ofNode("brokertally_node_up", 2), 0.0)
                    .containsEntry("emqx_connections_count", 300.0);

            cluster.awaitComplete(3);
            report("SIGCONT: complete on all three after " + (System.nanoTime() - continued) / 1_000_000 + " ms");
            assertThat(System.nanoTime() - continued)
                    .isLessThan(Duration.ofSeconds(30).toNanos());
            awaitAnswer(loop, Duration.ofSeconds(5), Map.of("emqx_connections_count", 600.0));
            assertAllAreInTime(loop.answers());
        }
    }

    @Test
    void aBrokerThatHangs_isDown_andItsGaugesGoWhenTheyAreStale() throws Exception {
        PageBroker broker = BROKERS.get(2);
        try (ScrapeLoop loop = new ScrapeLoop(cluster.get(0), UNAGGREGATED);
                ScrapeLoop own = new ScrapeLoop(cluster.get(2), "/api/v5/prometheus/stats")) {
            awaitAnswers(loop, 5);
            broker.hang();
            try {
                staysThenGoes(loop, "a broker that hangs");
                report(ScrapeLoop.figures("at the sidecar of the broker that hangs", own.answers()));
                assertAllAreInTime(own.answers());
                assertThat(last(own)).containsEntry(ofNode("brokertally_broker_up", 2), 0.0);
            } finally {
                broker.goOn();
            }
            cluster.awaitComplete(3);
            awaitAnswer(loop, Duration.ofSeconds(5), Map.of(ofNode("emqx_connections_count", 2), 300.0));
        }
    }

    @Test
    void aKilledBroker_isDown_andItsGaugesGoWhenTheyAreStale() throws Exception {
        PageBroker broker = BROKERS.get(2);
        try (ScrapeLoop loop = new ScrapeLoop(cluster.get(0), UNAGGREGATED)) {
            awaitAnswers(loop, 5);
            broker.kill();
            try {
                staysThenGoes(loop, "a killed broker");
            } finally {
                broker.restart();
            }
            cluster.awaitComplete(3);
            awaitAnswer(loop, Duration.ofSeconds(5), Map.of(ofNode("emqx_connections_count", 2), 300.0));
        }
    }

    /** The gauge of node 2 keeps its last value while it is young enough, then it is absent; it is never another one. */
    private static void staysThenGoes(ScrapeLoop loop, String what) {
        String gauge = ofNode("emqx_connections_count", 2);
        awaitAnswer(
                loop,
                Duration.ofSeconds(5),
                Map.of(
                        ofNode("brokertally_broker_up", 2),
                        0.0,
                        ofNode("brokertally_node_up", 2),
                        1.0,
                        "brokertally_scrape_partial",
                        1.0,
                        gauge,
                        300.0));
        await().atMost(Duration.ofSeconds(15)).until(() -> !last(loop).containsKey(gauge));
        awaitAnswers(loop, 5);

        List<Scraped> answers = loop.answers();
        report(ScrapeLoop.figures(what, answers));
        assertAllAreInTime(answers);
        assertThat(slow(answers)).hasSizeLessThanOrEqualTo(1);
        Set<Double> values = answers.stream()
                .map(answer -> Samples.of(answer.body()))
                .filter(samples -> samples.containsKey(gauge))
                .map(samples -> samples.get(gauge))
                .collect(Collectors.toSet());
        assertThat(values).containsExactly(300.0);
        assertThat(last(loop))
                .doesNotContainKey(ofNode("emqx_messages_received", 2))
                .containsEntry(ofNode("brokertally_broker_up", 2), 0.0)
                .containsEntry(ofNode("emqx_connections_count", 0), 100.0);
    }
}
