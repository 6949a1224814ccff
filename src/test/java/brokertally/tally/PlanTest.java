package brokertally.tally;

import static brokertally.tally.Answer.gathered;
import static brokertally.tally.NodeFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.catalog.OperatorRule;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Suffix;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Selection ALL = new Selection(Mode.AGGREGATED, Endpoint.STATS, Set.of());
    private final Catalog catalog = Catalog.load();

    private static Selection named(Mode mode, String... names) {
        return new Selection(mode, Endpoint.STATS, Set.of(names));
    }

    @Test
    void layout_isInCatalogOrder_thenByName() {
        Answer answer = Answer.of(
                Mode.NODE,
                node("a")
                        .counter("zzz", 1)
                        .counter("emqx_bytes_received", 1)
                        .gauge("emqx_vm_cpu_use", 1)
                        .gauge("emqx_connections_count", 1)
                        .counter("aaa", 1)
                        .counter("emqx_unknown", 1)
                        .view());

        assertThat(answer.values())
                .containsExactly(
                        "emqx_connections_count 1",
                        "emqx_vm_cpu_use 1",
                        "emqx_bytes_received 1",
                        "aaa 1",
                        "emqx_unknown 1",
                        "zzz 1");
    }

    @Test
    void layout_hasTheSelectedEndpointOnly() {
        Gathered gathered = gathered(node("a")
                .counter("emqx_bytes_sent", 1)
                .with(new NodeFixture.Sample(
                        new Family(Endpoint.AUTH, "emqx_banned_count", MetricType.GAUGE, ""), Suffix.NONE, "", 3))
                .view());

        Answer auth = Answer.of(new Selection(Mode.AGGREGATED, Endpoint.AUTH, Set.of()), catalog, gathered);

        assertThat(auth.values()).containsExactly("emqx_banned_count 3");
        assertThat(auth.families()).extracting(Family::endpoint).containsOnly(Endpoint.AUTH);
        assertThat(Answer.of(ALL, catalog, gathered).values()).containsExactly("emqx_bytes_sent 1");
    }

    @Test
    void severalEndpoints_showEachFamilyOnce_andTheClosingOnesOnce() {
        Gathered gathered = gathered(
                node("a")
                        .counter("emqx_bytes_sent", 1)
                        .with(twice(Endpoint.AUTH, 3))
                        .with(twice(Endpoint.DATA_INTEGRATION, 8))
                        .view(),
                node("b").with(twice(Endpoint.DATA_INTEGRATION, 4)).view());

        for (Mode mode : Mode.values()) {
            Answer answer = Answer.of(new Selection(mode, Set.of(Endpoint.values()), Set.of()), catalog, gathered);
            assertThat(answer.families()).extracting(Family::name).doesNotHaveDuplicates();
        }
        Answer sum = Answer.of(new Selection(Mode.AGGREGATED, Set.of(Endpoint.values()), Set.of()), catalog, gathered);
        assertThat(sum.values()).containsExactly("emqx_bytes_sent 1", "emqx_x 7");
        Answer two =
                Answer.of(new Selection(Mode.NODE, Set.of(Endpoint.STATS, Endpoint.AUTH), Set.of()), catalog, gathered);
        assertThat(two.values()).containsExactly("emqx_bytes_sent 1", "emqx_x 3");
    }

    private static NodeFixture.Sample twice(Endpoint endpoint, double value) {
        Family family = new Family(endpoint, "emqx_x", MetricType.GAUGE, "");
        return new NodeFixture.Sample(family, Suffix.NONE, "", value);
    }

    @Test
    void names_selectExactFamilies_andKeepTheClosingOnesOfTheCluster() {
        Gathered gathered = gathered(node("a")
                .counter("emqx_bytes_sent", 1)
                .counter("emqx_bytes_sent_x", 2)
                .gauge("emqx_topics_count", 3)
                .view());

        Answer cluster = Answer.of(named(Mode.AGGREGATED, "emqx_bytes_sent", "nothing"), catalog, gathered);
        Answer node = Answer.of(named(Mode.NODE, "emqx_bytes_sent"), catalog, gathered);

        assertThat(cluster.values()).containsExactly("emqx_bytes_sent 1");
        assertThat(cluster.closing()).contains("brokertally_nodes_expected 1").noneMatch(l -> l.contains("topics"));
        assertThat(node.lines()).containsExactly("emqx_bytes_sent 1");
    }

    @Test
    void closingFamilies_ofASource_areNotRepeated() {
        Answer answer = Answer.of(
                Mode.AGGREGATED,
                node("a")
                        .gauge("brokertally_nodes_expected", 99)
                        .counter("x", 1)
                        .view());

        assertThat(answer.values()).containsExactly("x 1");
        assertThat(answer.closing()).contains("brokertally_nodes_expected 1").doesNotHaveDuplicates();
        assertThat(answer.families()).extracting(Family::name).doesNotHaveDuplicates();
    }

    @Test
    void help_isTheCatalogs_elseTheFirstDeclared() {
        Answer answer = Answer.of(
                Mode.NODE,
                node("a").counter("emqx_bytes_sent", 1).counter("unknown", 1).view());

        assertThat(answer.family("emqx_bytes_sent").help()).isNotEmpty();
        assertThat(answer.family("unknown").help()).isEmpty();
    }

    @Test
    void key_doesNotKnowValuesAgesOrWhoAnswered() {
        NodeView b = node("b").counter("x", 1).view();
        Gathered before = gathered(node("a").counter("x", 1).view(), b);
        Gathered after = new Gathered(
                "a",
                7,
                List.of(
                        node("a")
                                .counter("x", 5)
                                .age(3_000)
                                .missing(Reason.TIMEOUT)
                                .brokerDown(Reason.AUTH)
                                .view(),
                        b));

        assertThat(Plan.keyOf(ALL, after))
                .isEqualTo(Plan.keyOf(ALL, before))
                .hasSameHashCodeAs(Plan.keyOf(ALL, before));
        assertThat(Answer.filled(Plan.of(ALL, before, catalog), after)).satisfies(answer -> {
            assertThat(answer.values()).containsExactly("x 6");
            assertThat(answer.closing()).contains("brokertally_nodes_expected 7", "brokertally_node_up{node=\"a\"} 0");
        });
    }

    @Test
    void key_differsByWhatChangesTheLayout() {
        NodeView a = node("a").counter("x", 1).view();
        NodeView b = node("b").counter("x", 1).view();
        PlanKey key = Plan.keyOf(ALL, gathered(a, b));

        assertThat(List.of(
                        Plan.keyOf(named(Mode.AGGREGATED, "x"), gathered(a, b)),
                        Plan.keyOf(named(Mode.NODE), gathered(a, b)),
                        Plan.keyOf(ALL, gathered(b, a)),
                        Plan.keyOf(ALL, gathered(a)),
                        Plan.keyOf(ALL, gathered(a, node("c").counter("x", 1).view())),
                        Plan.keyOf(ALL, gathered(a, node("b").counter("y", 1).view())),
                        Plan.keyOf(ALL, gathered(a, node("b").withoutSnapshot()))))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
        assertThat(Plan.of(ALL, gathered(a, b), catalog).key()).isEqualTo(key);
    }

    @Test
    void conflict_betweenHistogramAndScalar_isLeftPerNode() {
        Answer answer = Answer.of(
                Mode.AGGREGATED,
                node("a").buckets("emqx_bytes_sent", "+Inf", 1).view(),
                node("b").counter("emqx_bytes_sent", 2).view());

        assertThat(answer.values())
                .containsExactly("emqx_bytes_sent_bucket{node=\"a\",le=\"+Inf\"} 1", "emqx_bytes_sent{node=\"b\"} 2");
        assertThat(answer.family("emqx_bytes_sent").type()).isEqualTo(MetricType.UNTYPED);
        assertThat(answer.plan().conflicts()).isEqualTo(1);
    }

    @Test
    void rule_thatAHistogramCannotFollow_leavesItPerNode() {
        Catalog ruled = catalog.withRules(List.of(new OperatorRule(Pattern.compile("h"), AggregationClass.MAX)));

        assertThat(Answer.of(
                                Mode.AGGREGATED,
                                ruled,
                                gathered(node("a").buckets("h", "+Inf", 1).view()))
                        .values())
                .containsExactly("h_bucket{node=\"a\",le=\"+Inf\"} 1");
    }

    @Test
    void slots_areTheSeriesOfTheLayout() {
        Plan plan = Plan.of(ALL, gathered(node("a").counter("x", 1).view()), catalog);

        // The one series, three totals, and three of the one node.
        assertThat(plan.slots()).isEqualTo(7).isEqualTo(plan.layout().size());
    }
}
