package brokertally.tally;

import static brokertally.tally.NodeFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Known ways to be wrong, each with the numbers that tell right from wrong. Counters here are the literal sum. */
class TrapsTest {
    private static final String RECEIVED = "emqx_messages_received";

    private static NodeView counting(String node, double value) {
        return node(node).counter(RECEIVED, value).view();
    }

    private static List<String> aggregated(NodeView... views) {
        return Answer.of(Mode.AGGREGATED, views).values();
    }

    @Test
    void trap1_aNodeLeaves_theLiteralSumFallsAndSaysThatItIsPartial() {
        NodeView left = node("c").missing(Reason.LEFT).brokerDown(Reason.LEFT).withoutSnapshot();

        Answer answer = Answer.of(Mode.AGGREGATED, counting("a", 100), counting("b", 200), left);

        assertThat(answer.values()).containsExactly(RECEIVED + " 300");
        assertThat(answer.closing())
                .contains(
                        "brokertally_nodes_expected 3", "brokertally_nodes_answered 2", "brokertally_scrape_partial 1");
    }

    @Test
    void trap2_aNodeRestarts_theLiteralSumFalls() {
        assertThat(aggregated(counting("a", 100), counting("b", 200), counting("c", 5)))
                .containsExactly(RECEIVED + " 305");
    }

    @Test
    void trap3_aNodeMissesOneGather_itsLastSnapshotCounts() {
        NodeView late = node("c")
                .counter(RECEIVED, 300)
                .missing(Reason.TIMEOUT)
                .age(6_000)
                .view();

        Answer answer = Answer.of(Mode.AGGREGATED, counting("a", 100), counting("b", 200), late);

        assertThat(answer.values()).containsExactly(RECEIVED + " 600");
        assertThat(answer.closing())
                .contains(
                        "brokertally_scrape_partial 1",
                        "brokertally_node_up{node=\"c\"} 0",
                        "brokertally_snapshot_age_seconds{node=\"c\"} 6");
    }

    @Test
    void trap4_anAnswerOfOneNodeNamesIt() {
        assertThat(Answer.of(Mode.NODE, counting("a", 1000)).lines())
                .containsExactly(
                        RECEIVED + " 1000",
                        "brokertally_broker_up{node=\"a\"} 1",
                        "brokertally_snapshot_age_seconds{node=\"a\"} 0");
    }

    @Test
    void trap6_actionStatusIsNotAdded() {
        assertThat(aggregated(status("a", 1, 1), status("b", 1, 0), status("c", 1, 1)))
                .containsExactly("emqx_action_status{id=\"x\"} 1", "emqx_action_status{id=\"y\"} 0");
    }

    private static NodeView status(String node, int x, int y) {
        return node(node)
                .gauge("emqx_action_status", "id=\"x\"", x)
                .gauge("emqx_action_status", "id=\"y\"", y)
                .view();
    }

    @Test
    void trap7_peaksAreAddedUnderTheirOwnName() {
        assertThat(aggregated(
                        node("a").gauge("emqx_live_connections_max", 100).view(),
                        node("b").gauge("emqx_live_connections_max", 100).view()))
                .containsExactly("emqx_live_connections_max 200");
    }

    @Test
    void trap8_bucketsOfDifferentBoundsStayMonotone() {
        assertThat(aggregated(
                        node("a")
                                .buckets("h", "1", 10, "5", 20, "+Inf", 20)
                                .totals(MetricType.HISTOGRAM, "h", 31, 20)
                                .view(),
                        node("b")
                                .buckets("h", "2", 7, "+Inf", 7)
                                .totals(MetricType.HISTOGRAM, "h", 9, 7)
                                .view()))
                .containsExactly(
                        "h_bucket{le=\"1\"} 10",
                        "h_bucket{le=\"2\"} 17",
                        "h_bucket{le=\"5\"} 27",
                        "h_bucket{le=\"+Inf\"} 27",
                        "h_sum 40",
                        "h_count 27");
    }

    @Test
    void trap9_quantilesAreNotAdded() {
        NodeView a = summary("a", 10).totals(MetricType.SUMMARY, "s", 100, 4).view();
        NodeView b = summary("b", 90).totals(MetricType.SUMMARY, "s", 200, 5).view();

        assertThat(aggregated(a, b)).containsExactly("s_sum 300", "s_count 9");
        assertThat(Answer.of(Mode.UNAGGREGATED, a, b).values())
                .contains("s{node=\"a\",quantile=\"0.99\"} 10", "s{node=\"b\",quantile=\"0.99\"} 90");
    }

    @Test
    void trap9_aMissingSumIsNotZero() {
        NodeView a = summary("a", 10)
                .with(MetricType.SUMMARY, "s", Suffix.COUNT, "", 4)
                .view();

        assertThat(aggregated(a)).containsExactly("s_count 4");
    }

    private static NodeFixture summary(String node, double quantile) {
        return node(node).with(MetricType.SUMMARY, "s", Suffix.NONE, "quantile=\"0.99\"", quantile);
    }

    @Test
    void trap14_anUnreachableNodeIsNotOff() {
        NodeView silent =
                node("b").missing(Reason.TIMEOUT).brokerDown(Reason.TIMEOUT).withoutSnapshot();

        Answer answer = Answer.of(
                Mode.AGGREGATED, node("a").gauge("emqx_authn_status", 1).view(), silent);

        assertThat(answer.values()).containsExactly("emqx_authn_status 1");
        assertThat(answer.closing()).contains("brokertally_nodes_answered 1", "brokertally_scrape_partial 1");
    }

    @Test
    void trap17_aNodeLabelOfTheSourceIsKeptUnderAnotherName() {
        assertThat(Answer.of(
                                Mode.UNAGGREGATED,
                                node("a").counter(RECEIVED, "node=\"x\"", 1).view())
                        .values())
                .containsExactly(RECEIVED + "{node=\"a\",exported_node=\"x\"} 1");
    }

    @Test
    void trap18_oneTypeAndOneHelp() {
        Answer answer =
                Answer.of(Mode.AGGREGATED, described("b", "Items."), described("a", ""), described("c", "Things."));

        assertThat(answer.families()).filteredOn(f -> f.name().equals("items")).hasSize(1);
        assertThat(answer.family("items").help()).isEqualTo("Items.");
    }

    private static NodeView described(String node, String help) {
        Family family = new Family(Endpoint.STATS, "items", MetricType.COUNTER, help);
        return node(node)
                .with(new NodeFixture.Sample(family, Suffix.NONE, "", 1))
                .view();
    }

    @Test
    void trap22_nanDoesNotEnterASum() {
        assertThat(aggregated(
                        node("a").gauge("emqx_x", 5).view(),
                        node("b").gauge("emqx_x", Double.NaN).view()))
                .containsExactly("emqx_x 5");
    }

    @Test
    void trap23_integersAreExactToTwoToThe53() {
        assertThat(aggregated(counting("a", 0x1p53 - 1), counting("b", 1)))
                .containsExactly(RECEIVED + " 9007199254740992");
        assertThat(aggregated(counting("a", 1e308), counting("b", 1e308))).containsExactly(RECEIVED + " Infinity");
        assertThat(aggregated(
                        node("a").gauge("emqx_x", -1).view(),
                        node("b").gauge("emqx_x", 3).view()))
                .containsExactly("emqx_x 2");
    }

    @Test
    void trap24_aFamilyThatTheAnsweringNodeDoesNotKnowIsSummed() {
        assertThat(aggregated(
                        node("a").gauge("emqx_old", 1).view(),
                        node("b").counter("emqx_new", 2).view(),
                        node("c").counter("emqx_new", 3).view()))
                .containsExactly("emqx_new 5", "emqx_old 1");
    }

    @Test
    void trap51_aGaugeOfANodeThatLeftIsAbsent() {
        NodeView left = node("b")
                .missing(Reason.LEFT)
                .brokerDown(Reason.LEFT)
                .age(90_000)
                .withoutSnapshot();

        assertThat(Answer.of(
                                Mode.AGGREGATED,
                                node("a").gauge("emqx_vm_cpu_use", 1).view(),
                                left)
                        .values())
                .containsExactly("emqx_vm_cpu_use{node=\"a\"} 1");
    }

    @Test
    void trap51_countersOfANodeThatLeftStayWhileItsGaugesAreAbsent() {
        NodeView left = node("b")
                .missing(Reason.LEFT)
                .counter(RECEIVED, 200)
                .gauge("emqx_vm_cpu_use", Values.ABSENT)
                .view();

        assertThat(aggregated(counting("a", 100), left)).containsExactly(RECEIVED + " 300");
    }

    @Test
    void trap52_aFamilyOfTwoMeaningsIsLeftPerNode() {
        Answer answer = Answer.of(
                Mode.AGGREGATED,
                node("a").counter("items", 1).view(),
                node("b").gauge("items", 2).view());

        assertThat(answer.values()).containsExactly("items{node=\"a\"} 1", "items{node=\"b\"} 2");
        assertThat(answer.family("items").type()).isEqualTo(MetricType.UNTYPED);
        assertThat(answer.plan().conflicts()).isEqualTo(1);
    }

    @Test
    void trap52_theCatalogDecidesWhatItKnows() {
        Answer answer = Answer.of(
                Mode.AGGREGATED,
                node("a").counter("emqx_connections_count", 1).view(),
                node("b").gauge("emqx_connections_count", 2).view());

        assertThat(answer.values()).containsExactly("emqx_connections_count 3");
        assertThat(answer.family("emqx_connections_count").type()).isEqualTo(MetricType.GAUGE);
        assertThat(answer.plan().conflicts()).isZero();
    }

    @Test
    void trap53_aBrokerThatHasJustStartedShowsItsLastSnapshot() {
        NodeView starting = node("b")
                .counter(RECEIVED, 200)
                .brokerDown(Reason.EMPTY)
                .age(1_000)
                .view();

        Answer answer = Answer.of(Mode.AGGREGATED, counting("a", 100), starting);

        assertThat(answer.values()).containsExactly(RECEIVED + " 300");
        assertThat(answer.closing()).contains("brokertally_scrape_partial 1", "brokertally_broker_up{node=\"b\"} 0");
    }
}
