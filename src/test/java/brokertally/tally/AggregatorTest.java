package brokertally.tally;

import static brokertally.tally.Answer.gathered;
import static brokertally.tally.NodeFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.catalog.OperatorRule;
import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AggregatorTest {
    private static final double NO_NUMBER = Double.NaN;

    private static Catalog ruled(String match, AggregationClass aggregation) {
        return Catalog.load().withRules(List.of(new OperatorRule(Pattern.compile(match), aggregation)));
    }

    private static List<String> aggregated(NodeView... views) {
        return Answer.of(Mode.AGGREGATED, views).values();
    }

    @Test
    void sum_adds() {
        assertThat(aggregated(
                        node("a").counter("emqx_messages_received", 100).view(),
                        node("b").counter("emqx_messages_received", 200).view(),
                        node("c").counter("emqx_messages_received", 300).view()))
                .containsExactly("emqx_messages_received 600");
    }

    @Test
    void sum_skipsAbsentAndNan() {
        assertThat(aggregated(
                        node("a")
                                .gauge("emqx_x", NO_NUMBER)
                                .gauge("emqx_y", NO_NUMBER)
                                .gauge("emqx_z", Values.ABSENT)
                                .view(),
                        node("b")
                                .gauge("emqx_x", 5)
                                .gauge("emqx_y", NO_NUMBER)
                                .gauge("emqx_z", Values.ABSENT)
                                .view(),
                        node("c")
                                .gauge("emqx_x", Values.ABSENT)
                                .gauge("emqx_y", Values.ABSENT)
                                .gauge("emqx_z", Values.ABSENT)
                                .view()))
                .containsExactly("emqx_x 5", "emqx_y NaN");
    }

    @Test
    void sum_ofInfinities_doesNotDependOnWhoElseIsThere() {
        assertThat(aggregated(
                        node("a")
                                .gauge("emqx_x", Double.POSITIVE_INFINITY)
                                .gauge("emqx_y", 1)
                                .view(),
                        node("b")
                                .gauge("emqx_x", Double.NEGATIVE_INFINITY)
                                .gauge("emqx_y", Double.POSITIVE_INFINITY)
                                .view(),
                        node("c").gauge("emqx_x", 5).gauge("emqx_y", 5).view()))
                .containsExactly("emqx_x NaN", "emqx_y Infinity");
    }

    @Test
    void logicalAnd_isOneWhenAllAre() {
        assertThat(aggregated(
                        node("a")
                                .gauge("emqx_authn_status", "id=\"x\"", 1)
                                .gauge("emqx_authn_status", "id=\"y\"", 1)
                                .view(),
                        node("b")
                                .gauge("emqx_authn_status", "id=\"x\"", 1)
                                .gauge("emqx_authn_status", "id=\"y\"", 0)
                                .view()))
                .containsExactly("emqx_authn_status{id=\"x\"} 1", "emqx_authn_status{id=\"y\"} 0");
    }

    @Test
    void logicalAnd_skipsNodesThatDoNotSay() {
        assertThat(aggregated(
                        node("a").gauge("emqx_authn_status", NO_NUMBER).view(),
                        node("b").gauge("emqx_authn_status", 2).view(),
                        node("c").gauge("emqx_authn_status", Values.ABSENT).view(),
                        node("d").gauge("emqx_bytes", 2).view()))
                .containsExactly("emqx_authn_status 1", "emqx_bytes 2");
    }

    @Test
    void perNode_putsNodeFirst() {
        assertThat(aggregated(
                        node("emqx@b")
                                .gauge("emqx_mria_lag", "shard=\"s\"", 7.5)
                                .view(),
                        node("emqx@a").gauge("emqx_mria_lag", "shard=\"s\"", 2).view()))
                .containsExactly(
                        "emqx_mria_lag{node=\"emqx@a\",shard=\"s\"} 2",
                        "emqx_mria_lag{node=\"emqx@b\",shard=\"s\"} 7.5");
    }

    @Test
    void max_takesHighest_min_takesLowest() {
        Gathered gathered = gathered(
                node("a").gauge("emqx_x", 3).gauge("emqx_y", 3).view(),
                node("b").gauge("emqx_x", 9).gauge("emqx_y", NO_NUMBER).view(),
                node("c").gauge("emqx_x", -4).gauge("emqx_y", Values.ABSENT).view());

        assertThat(Answer.of(Mode.AGGREGATED, ruled("emqx_[xy]", AggregationClass.MAX), gathered)
                        .values())
                .containsExactly("emqx_x 9", "emqx_y 3");
        assertThat(Answer.of(Mode.AGGREGATED, ruled("emqx_[xy]", AggregationClass.MIN), gathered)
                        .values())
                .containsExactly("emqx_x -4", "emqx_y 3");
    }

    @Test
    void cluster_showsTheAnsweringNode() {
        NodeView a = node("a").gauge("emqx_topics_count", 3).view();
        NodeView b = node("b").gauge("emqx_topics_count", 5).view();

        assertThat(aggregated(a, b)).containsExactly("emqx_topics_count 3");
        assertThat(aggregated(b, a)).containsExactly("emqx_topics_count 5");
        assertThat(Answer.of(Mode.UNAGGREGATED, b, a).values()).containsExactly("emqx_topics_count 5");
    }

    @Test
    void cluster_answeringBrokerIsDown_showsFirstLiveNode() {
        assertThat(aggregated(
                        node("a")
                                .gauge("emqx_topics_count", 1)
                                .brokerDown(Reason.REFUSED)
                                .view(),
                        node("b")
                                .gauge("emqx_topics_count", 2)
                                .brokerDown(Reason.TIMEOUT)
                                .view(),
                        node("c").gauge("emqx_topics_count", 3).view(),
                        node("d").gauge("emqx_topics_count", 4).view()))
                .containsExactly("emqx_topics_count 3");
    }

    @Test
    void cluster_answeringNodeHasNoValue_showsAnother() {
        NodeView without = node("b").withoutSnapshot();
        NodeView absent = node("b").gauge("emqx_topics_count", Values.ABSENT).view();
        NodeView other = node("c")
                .gauge("emqx_topics_count", 3)
                .brokerDown(Reason.REFUSED)
                .view();

        assertThat(aggregated(without, other)).containsExactly("emqx_topics_count 3");
        assertThat(aggregated(absent, other)).containsExactly("emqx_topics_count 3");
    }

    @Test
    void cluster_histogramComesFromOneNodeAsAWhole() {
        Gathered gathered = gathered(
                node("a")
                        .buckets("h", "1", 1, "+Inf", 2)
                        .totals(MetricType.HISTOGRAM, "h", 3, 2)
                        .view(),
                node("b")
                        .buckets("h", "5", 8, "+Inf", 9)
                        .totals(MetricType.HISTOGRAM, "h", 30, 9)
                        .view());

        Answer answer = Answer.of(Mode.AGGREGATED, ruled("h", AggregationClass.CLUSTER), gathered);

        assertThat(answer.values())
                .containsExactly("h_bucket{le=\"1\"} 1", "h_bucket{le=\"+Inf\"} 2", "h_sum 3", "h_count 2");
        assertThat(answer.closing()).contains("brokertally_cluster_disagreement{family=\"h\"} 1");
    }

    @Test
    void disagreement_isOneWhileAnyTwoNodesDiffer() {
        NodeView a = node("a")
                .gauge("emqx_topics_count", 3)
                .gauge("emqx_retained_count", 8)
                .view();
        NodeView b = node("b")
                .gauge("emqx_topics_count", 5)
                .gauge("emqx_retained_count", 8)
                .view();
        NodeView c = node("c")
                .gauge("emqx_topics_count", Values.ABSENT)
                .gauge("emqx_retained_count", 8)
                .view();

        assertThat(Answer.of(Mode.AGGREGATED, c, a, b).closing())
                .endsWith(
                        "brokertally_cluster_disagreement{family=\"emqx_retained_count\"} 0",
                        "brokertally_cluster_disagreement{family=\"emqx_topics_count\"} 1");
        assertThat(Answer.of(Mode.AGGREGATED, a, c).closing())
                .contains("brokertally_cluster_disagreement{family=\"emqx_topics_count\"} 0");
    }

    @Test
    void node_showsItsOwnSeriesAsTheyAre() {
        Answer answer = Answer.of(
                Mode.NODE,
                node("b")
                        .gauge("emqx_vm_cpu_use", 7)
                        .counter("emqx_x", "node=\"own\"", 1)
                        .age(2_999)
                        .view(),
                node("a").gauge("emqx_vm_cpu_use", 9).view());

        assertThat(answer.lines())
                .containsExactly(
                        "emqx_vm_cpu_use 7",
                        "emqx_x{node=\"own\"} 1",
                        "brokertally_broker_up{node=\"b\"} 1",
                        "brokertally_snapshot_age_seconds{node=\"b\"} 2");
    }

    @Test
    void node_withoutSnapshot_stillSaysWhoItIs() {
        assertThat(Answer.of(Mode.NODE, node("b").brokerDown(Reason.AUTH).withoutSnapshot())
                        .lines())
                .containsExactly("brokertally_broker_up{node=\"b\"} 0");
    }

    @Test
    void unaggregated_showsEachNode() {
        assertThat(Answer.of(
                                Mode.UNAGGREGATED,
                                node("a")
                                        .counter("emqx_bytes_sent", 1)
                                        .gauge("emqx_authn_status", 1)
                                        .view(),
                                node("b")
                                        .counter("emqx_bytes_sent", 2)
                                        .gauge("emqx_authn_status", 0)
                                        .view())
                        .values())
                .containsExactly(
                        "emqx_bytes_sent{node=\"a\"} 1",
                        "emqx_bytes_sent{node=\"b\"} 2",
                        "emqx_authn_status{node=\"a\"} 1",
                        "emqx_authn_status{node=\"b\"} 0");
    }

    @Test
    void closing_tellsWhatIsMissing() {
        Gathered gathered = new Gathered(
                "a",
                4,
                List.of(
                        node("a").counter("emqx_bytes_sent", 1).age(999).view(),
                        node("b").missing(Reason.TIMEOUT).age(61_000).withoutSnapshot(),
                        node("c")
                                .missing(Reason.LOST)
                                .brokerDown(Reason.NOT_READ_YET)
                                .withoutSnapshot()));

        Answer answer = Answer.of(Mode.AGGREGATED, Catalog.load(), gathered);

        assertThat(answer.lines())
                .containsExactly(
                        "emqx_bytes_sent 1",
                        "brokertally_nodes_expected 4",
                        "brokertally_nodes_answered 1",
                        "brokertally_scrape_partial 1",
                        "brokertally_node_up{node=\"a\"} 1",
                        "brokertally_node_up{node=\"b\"} 0",
                        "brokertally_node_up{node=\"c\"} 0",
                        "brokertally_broker_up{node=\"a\"} 1",
                        "brokertally_broker_up{node=\"b\"} 1",
                        "brokertally_broker_up{node=\"c\"} 0",
                        "brokertally_snapshot_age_seconds{node=\"a\"} 0",
                        "brokertally_snapshot_age_seconds{node=\"b\"} 61");
        assertThat(answer.families())
                .allSatisfy(family -> assertThat(family.help()).isNotEmpty());
    }

    @Test
    void fill_refusesAnotherGatherOrArray() {
        Gathered gathered = gathered(node("a").counter("x", 1).view());
        Gathered other = gathered(node("a").counter("y", 1).view());
        Plan plan = Plan.of(new Selection(Mode.NODE, Endpoint.STATS, Set.of()), gathered, Catalog.load());

        assertThatThrownBy(() -> Aggregator.fill(plan, other, new double[plan.slots()]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Aggregator.fill(plan, gathered, new double[plan.slots() + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mixedNodes_giveOneAnswer() {
        NodeView old = node("a")
                .counter("emqx_bytes_sent", 1)
                .counter("emqx_client_disconnected_reason", "reason=\"kicked\"", 1)
                .counter("emqx_client_disconnected_reason", "reason=\"normal\"", 2)
                .buckets("emqx_authn_latency", "10", 3, "+Inf", 4)
                .totals(MetricType.HISTOGRAM, "emqx_authn_latency", 40.5, 4)
                .gauge("app_items", "node=\"shelf\"", 1)
                .view();
        NodeView young = node("b")
                .with(MetricType.HISTOGRAM, "emqx_authn_latency", Suffix.BUCKET, "le=\"+Inf\"", 2)
                .with(MetricType.HISTOGRAM, "emqx_authn_latency", Suffix.BUCKET, "le=\"10.0\"", 1)
                .with(MetricType.HISTOGRAM, "emqx_authn_latency", Suffix.BUCKET, "le=\"50\"", 2)
                .totals(MetricType.HISTOGRAM, "emqx_authn_latency", 30, 2)
                .counter("emqx_client_disconnected_reason", "reason=\"abc\"", 4)
                .counter("emqx_client_disconnected_reason", "reason=\"normal\"", 8)
                .gauge("emqx_bytes_sent", 16)
                .counter("emqx_packets_publish_quota_exceeded", 5)
                .view();

        Answer answer = Answer.of(Mode.AGGREGATED, young, old);

        assertThat(answer.values())
                .containsExactly(
                        "emqx_bytes_sent 17",
                        "emqx_packets_publish_quota_exceeded 5",
                        "emqx_client_disconnected_reason{reason=\"abc\"} 4",
                        "emqx_client_disconnected_reason{reason=\"kicked\"} 1",
                        "emqx_client_disconnected_reason{reason=\"normal\"} 10",
                        "emqx_authn_latency_bucket{le=\"10\"} 4",
                        "emqx_authn_latency_bucket{le=\"50\"} 5",
                        "emqx_authn_latency_bucket{le=\"+Inf\"} 6",
                        "emqx_authn_latency_sum 70.5",
                        "emqx_authn_latency_count 6",
                        "app_items{node=\"a\",exported_node=\"shelf\"} 1");
        assertThat(answer.family("emqx_bytes_sent").type()).isEqualTo(MetricType.COUNTER);
        assertThat(answer.plan().conflicts()).isZero();
    }
}
