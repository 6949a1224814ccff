package brokertally.it;

import static brokertally.it.CounterCluster.A;
import static brokertally.it.CounterCluster.B;
import static brokertally.it.CounterCluster.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.CounterCluster.Broker;
import brokertally.it.ScrapeLoop.Scraped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of traps with its numbers, at sidecars that are processes: A has counted 100, B 200, C 300. */
class CountersIT {
    private static final String UNAGGREGATED = "/api/v5/prometheus/stats?mode=all_nodes_unaggregated";

    private static CounterCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = new CounterCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void mend() throws Exception {
        cluster.mend();
    }

    /** Trap 1 and trap 51: C's sidecar leaves in good order. */
    @Test
    void trap1_aNodeThatLeaves_itsCountersStay_trap51_itsGaugesGoAtOnce() throws Exception {
        cluster.begin("trap1_total");
        assertThat(CounterCluster.samples(cluster.sidecar(A), ""))
                .containsEntry("emqx_connections_count", 60.0)
                .containsEntry("it_temperature{node=\"C\"}", 30.0);

        cluster.sidecar(C).terminate();

        for (SidecarProcess sidecar : cluster.living()) {
            for (String counters : List.of("&counters=monotone", "&counters=running")) {
                assertThat(CounterCluster.samples(sidecar, counters))
                        .containsEntry("trap1_total", counters.endsWith("running") ? 300.0 : 600.0)
                        .containsEntry("brokertally_nodes_expected", 2.0)
                        .containsEntry("brokertally_nodes_answered", 2.0)
                        .containsEntry("brokertally_scrape_partial", 0.0)
                        .containsEntry("emqx_connections_count", 30.0)
                        .doesNotContainKey("it_temperature{node=\"C\"}");
            }
            assertThat(sidecar.get(UNAGGREGATED).body())
                    .contains("emqx_connections_count{node=\"A\"} 10", "emqx_connections_count{node=\"B\"} 20")
                    .doesNotContain("node=\"C\"");
        }
        cluster.assertTotalsStay("trap1_total", 600, 300);
    }

    @Test
    void trap2_aBrokerThatRestarts_countsOnTopOfItsLifeBefore() throws Exception {
        cluster.begin("trap2_total");

        cluster.broker(C).die();
        cluster.assertTotalsStay("trap2_total", 600, 600);
        cluster.broker(C).liveAgain("trap2_total", 5);

        cluster.awaitTotals("trap2_total", 605, 305);
        cluster.assertTotalsStay("trap2_total", 605, 305);
    }

    /** Trap 3: a pause of 6 s. What C showed last stays, with its age, in both settings. */
    @Test
    void trap3_aNodeThatMissesGathers_isThereWithItsLastSample() throws Exception {
        cluster.begin("trap3_total");
        List<SidecarProcess> others = List.of(cluster.sidecar(A), cluster.sidecar(B));

        cluster.sidecar(C).signal("STOP");
        cluster.broker(C).show("trap3_total", 310);
        long frozen = System.nanoTime();
        while (System.nanoTime() - frozen < TimeUnit.SECONDS.toNanos(6)) {
            assertAll(others, "trap3_total", 600);
        }
        for (SidecarProcess sidecar : others) {
            assertThat(CounterCluster.samples(sidecar, ""))
                    .containsEntry("brokertally_nodes_answered", 2.0)
                    .containsEntry("brokertally_scrape_partial", 1.0)
                    .hasEntrySatisfying("brokertally_snapshot_age_seconds{node=\"C\"}", age -> assertThat(age)
                            .isGreaterThanOrEqualTo(5));
        }
        cluster.sidecar(C).signal("CONT");

        assertRises(others, "trap3_total", List.of(600.0, 610.0));
        cluster.awaitTotals("trap3_total", 610, 610);
    }

    private static void assertAll(List<SidecarProcess> sidecars, String counter, double value) throws Exception {
        for (SidecarProcess sidecar : sidecars) {
            assertThat(CounterCluster.samples(sidecar, "&counters=monotone")).containsEntry(counter, value);
            assertThat(CounterCluster.samples(sidecar, "&counters=running")).containsEntry(counter, value);
        }
    }

    /** Until it shows the last of these values every monotone answer has one of them, and none is lower than one before. */
    private static void assertRises(List<SidecarProcess> sidecars, String counter, List<Double> values)
            throws Exception {
        double last = values.get(values.size() - 1);
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        double before = values.get(0);
        int asked = 0;
        while (before < last || asked % sidecars.size() != 0) {
            assertThat(System.nanoTime())
                    .as("%s %s until the end of waiting%n%s", counter, before, cluster.logTails())
                    .isLessThan(end);
            double now = CounterCluster.samples(sidecars.get(asked++ % sidecars.size()), "&counters=monotone")
                    .getOrDefault(counter, Double.NaN);
            assertThat(now).as(counter).isIn(values).isGreaterThanOrEqualTo(before);
            before = now;
        }
    }

    @Test
    void trap13_nodesThatDisagree_eachSidecarShowsItsOwnNodesValue_andSaysSo() throws Exception {
        List<Integer> retained = List.of(5, 5, 3);
        for (int i = A; i <= C; i++) {
            cluster.broker(i)
                    .showPage("# TYPE emqx_retained_count gauge\nemqx_retained_count " + retained.get(i) + "\n");
        }

        for (int i = A; i <= C; i++) {
            for (String counters : List.of("&counters=monotone", "&counters=running")) {
                assertThat(CounterCluster.samples(cluster.sidecar(i), counters))
                        .containsEntry("emqx_retained_count", (double) retained.get(i))
                        .containsEntry("brokertally_cluster_disagreement{family=\"emqx_retained_count\"}", 1.0);
            }
        }
    }

    @Test
    void trap15_aNodeThatDiedAndItsReplacementOfTheSameName_areOneAfterTheOther() throws Exception {
        cluster.begin("trap15_total");
        List<SidecarProcess> others = List.of(cluster.sidecar(A), cluster.sidecar(B));

        cluster.sidecar(C).killNine();
        cluster.broker(C).die();
        cluster.broker(C).liveAgain("trap15_total", 0);
        cluster.sidecar(C).launch();
        cluster.awaitComplete(3);
        cluster.awaitTotals("trap15_total", 600, 300);
        cluster.broker(C).show("trap15_total", 20);

        assertRises(others, "trap15_total", List.of(600.0, 620.0));
        cluster.awaitTotals("trap15_total", 620, 320);
        cluster.assertTotalsStay("trap15_total", 620, 320);
    }

    @Test
    void trap16_twoSidecarsOfOneName_theNewerBrokerIsShown_nothingTwice() throws Exception {
        cluster.begin("trap16_total");
        List<SidecarProcess> others = List.of(cluster.sidecar(A), cluster.sidecar(B));
        double conflicts = cluster.own("brokertally_node_name_conflicts_total");
        double refused = cluster.own("brokertally_ledger_pages_refused_total");
        Broker newer = cluster.newBroker();
        newer.show("trap16_total", 20);

        SidecarProcess second = cluster.join("C", newer);
        assertRises(others, "trap16_total", List.of(600.0, 620.0));
        awaitTrue(() -> !second.page(SidecarCluster.AGGREGATED).isEmpty());
        cluster.awaitTotals("trap16_total", 620, 320);
        cluster.assertTotalsStay("trap16_total", 620, 320);
        for (SidecarProcess sidecar : cluster.living()) {
            assertThat(Samples.of(sidecar.get(UNAGGREGATED).body()))
                    .containsEntry("trap16_total{node=\"C\"}", 20.0)
                    .containsEntry("emqx_connections_count{node=\"C\"}", 40.0);
        }
        assertThat(cluster.own("brokertally_node_name_conflicts_total")).isGreaterThan(conflicts);
        assertThat(cluster.own("brokertally_ledger_pages_refused_total")).isGreaterThan(refused);
        assertThat(cluster.logs()).contains("several members claim one node name");

        second.terminate();
        cluster.awaitTotals("trap16_total", 620, 600);
        cluster.assertTotalsStay("trap16_total", 620, 600);
        cluster.broker(C).show("trap16_total", 305);
        assertRises(others, "trap16_total", List.of(620.0, 625.0));
        cluster.awaitTotals("trap16_total", 625, 605);
    }

    /** Trap 16 from the other side: the old C was only paused and comes back beside its replacement. */
    @Test
    void trap16_anOlderBrokerOfTheSameNameThatComesBack_isRefused() throws Exception {
        Broker older = cluster.newBroker();
        older.show("trap16_returned_total", 999);
        cluster.broker(C).die();
        cluster.broker(C).liveAgain("trap16_returned_total", 300);
        cluster.begin("trap16_returned_total");
        double refused = cluster.own("brokertally_ledger_pages_refused_total");

        SidecarProcess second = cluster.join("C", older);
        awaitTrue(() -> !second.page(SidecarCluster.AGGREGATED).isEmpty());
        awaitTrue(() -> cluster.own("brokertally_ledger_pages_refused_total") > refused);

        cluster.awaitTotals("trap16_returned_total", 600, 600);
        cluster.assertTotalsStay("trap16_returned_total", 600, 600);
        second.terminate();
        cluster.assertTotalsStay("trap16_returned_total", 600, 600);
    }

    @Test
    void trap26_afterAGoodbye_noAnswerIsLate() throws Exception {
        cluster.begin("trap26_total");
        try (ScrapeLoop a = new ScrapeLoop(cluster.sidecar(A), SidecarCluster.AGGREGATED);
                ScrapeLoop b = new ScrapeLoop(cluster.sidecar(B), SidecarCluster.AGGREGATED)) {
            cluster.sidecar(C).terminate();
            long gone = System.nanoTime();
            for (ScrapeLoop loop : List.of(a, b)) {
                awaitTrue(() -> loop.since(gone).size() >= 30);
                assertInTime(loop.answers());
            }
        }
    }

    /** Far below gather.timeout, which an answer takes that waits for somebody. */
    private static void assertInTime(List<Scraped> answers) {
        System.out.println(ScrapeLoop.figures("CountersIT around a goodbye", answers));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.millis()).isLessThan(2_500);
            assertThat(Samples.of(answer.body())).containsEntry("trap26_total", 600.0);
        });
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    /** Trap 29: the sidecar of C restarts, once killed and once in good order, its broker goes on. */
    @Test
    void trap29_onlyASidecarRestarts_itsBrokersLifeGoesOn() throws Exception {
        cluster.begin("trap29_total");
        List<SidecarProcess> others = List.of(cluster.sidecar(A), cluster.sidecar(B));

        cluster.sidecar(C).killNine();
        cluster.broker(C).show("trap29_total", 310);
        cluster.sidecar(C).launch();
        assertRises(others, "trap29_total", List.of(600.0, 610.0));
        cluster.awaitComplete(3);
        cluster.awaitTotals("trap29_total", 610, 610);

        cluster.sidecar(C).terminate();
        cluster.broker(C).show("trap29_total", 320);
        cluster.sidecar(C).launch();
        assertRises(others, "trap29_total", List.of(610.0, 620.0));
        cluster.awaitComplete(3);
        cluster.awaitTotals("trap29_total", 620, 620);
        cluster.assertTotalsStay("trap29_total", 620, 620);
    }

    /** Trap 30: C counts 300, restarts and has counted 350 when it is read again. */
    @Test
    void trap30_aBrokerThatRestartsAndPassesItsOldValue_countsOnTop() throws Exception {
        cluster.begin("trap30_total");

        cluster.broker(C).die();
        cluster.broker(C).liveAgain("trap30_total", 350);

        cluster.awaitTotals("trap30_total", 950, 650);
        cluster.assertTotalsStay("trap30_total", 950, 650);
    }

    @Test
    void trap32_aNodeThatJoinsWithALargeCounter_addsItAsItIs() throws Exception {
        cluster.begin("trap32_total");
        Broker large = cluster.newBroker();
        large.show("trap32_total", 1_000_000);

        cluster.join("D", large);

        assertRises(List.of(cluster.sidecar(A), cluster.sidecar(B)), "trap32_total", List.of(600.0, 1_000_600.0));
        cluster.awaitComplete(4);
        cluster.assertTotalsStay("trap32_total", 1_000_600, 1_000_600);
    }

    /** Trap 45: a connection of C is closed, and its bytes are gone. */
    @Test
    void trap45_aCounterThatMayFall_fallsWithItsBroker() throws Exception {
        String bytes = "rabbitmq_connection_incoming_bytes_total";
        List<Integer> before = List.of(100, 200, 900);
        for (int i = A; i <= C; i++) {
            cluster.broker(i).show(bytes, before.get(i));
        }
        cluster.awaitTotals(bytes, 1_200, 1_200);

        cluster.broker(C).show(bytes, 400);

        cluster.awaitTotals(bytes, 700, 700);
        cluster.assertTotalsStay(bytes, 700, 700);
    }

    /** B restarts, then C leaves. */
    @Test
    void explain_afterARestartAndADeparture_theContributionsAreTheTotal() throws Exception {
        String counter = "emqx_messages_received";
        cluster.begin(counter);
        cluster.broker(B).die();
        cluster.broker(B).liveAgain(counter, 5);
        cluster.awaitTotals(counter, 605, 405);
        cluster.sidecar(C).terminate();
        cluster.assertTotals(counter, 605, 105);

        for (SidecarProcess sidecar : cluster.living()) {
            JsonObject explained = new JsonObject(
                    sidecar.get("/api/v5/prometheus/explain?family=" + counter).body());
            Map<String, Double> shown = CounterCluster.samples(sidecar, "");

            JsonObject left = named(explained.getJsonArray("nodes"), "C");
            assertThat(left.getString("state")).isEqualTo("away");
            assertThat(left.getString("reason")).isEqualTo("left");
            JsonObject series = explained.getJsonArray("series").getJsonObject(0);
            assertThat(series.getDouble("total")).isEqualTo(shown.get(counter)).isEqualTo(605);
            assertThat(series.getDouble("running")).isEqualTo(105);
            assertShares(series.getJsonArray("nodes"));
        }
    }

    private static void assertShares(JsonArray nodes) {
        List<List<Double>> shares = new ArrayList<>();
        double sum = 0;
        for (String node : List.of("A", "B", "C")) {
            JsonObject share = named(nodes, node);
            shares.add(List.of(share.getDouble("value"), share.getDouble("base"), share.getDouble("contribution")));
            sum += share.getDouble("contribution");
        }
        assertThat(shares)
                .containsExactly(List.of(100.0, 0.0, 100.0), List.of(5.0, 200.0, 205.0), List.of(300.0, 0.0, 300.0));
        assertThat(nodes).hasSize(3);
        assertThat(sum).isEqualTo(605);
    }

    private static JsonObject named(JsonArray nodes, String name) {
        return nodes.stream()
                .map(JsonObject.class::cast)
                .filter(node -> name.equals(node.getString("node")))
                .findFirst()
                .orElseThrow();
    }
}
