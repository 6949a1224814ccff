package brokertally.tally;

import static brokertally.tally.NodeFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.catalog.Catalog;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counters that never fall: what the snapshots do not show is carried into the sum (DESIGN §4.3). */
class CarriedTest {
    private static final Catalog CATALOG = Catalog.load();
    private static final String RECEIVED = "emqx_messages_received";
    private static final Selection ALL = new Selection(Mode.AGGREGATED, Endpoint.STATS, Set.of());

    private static NodeView counting(String node, double value) {
        return node(node).counter(RECEIVED, value).view();
    }

    private static NodeView left(String node) {
        return node(node).missing(Reason.LEFT).brokerDown(Reason.LEFT).withoutSnapshot();
    }

    private static Gathered gathered(List<NodeView> views, Carried... carried) {
        return new Gathered(views.get(0).node(), views.size(), views, List.of(carried));
    }

    private static Answer answer(List<NodeView> views, Carried... carried) {
        return Answer.of(ALL, CATALOG, gathered(views, carried));
    }

    private static List<String> values(List<NodeView> views, Carried... carried) {
        return answer(views, carried).values();
    }

    @Test
    void trap1_whatANodeThatLeftHadCounted_stays() {
        List<NodeView> views = List.of(counting("a", 100), counting("b", 200), left("c"));

        Answer monotone = answer(views, node("c").counter(RECEIVED, 300).held());

        assertThat(monotone.values()).containsExactly(RECEIVED + " 600");
        assertThat(monotone.closing())
                .contains(
                        "brokertally_nodes_expected 3",
                        "brokertally_nodes_answered 2",
                        "brokertally_scrape_partial 1",
                        "brokertally_node_up{node=\"c\"} 0");
        assertThat(values(views)).containsExactly(RECEIVED + " 300");
    }

    @Test
    void trap2_whatTheLifeBeforeHadCounted_isAdded() {
        List<NodeView> views = List.of(counting("a", 100), counting("b", 200), counting("c", 5));

        assertThat(values(views, node("c").counter(RECEIVED, 300).held())).containsExactly(RECEIVED + " 605");
        assertThat(values(views)).containsExactly(RECEIVED + " 305");
    }

    @Test
    void trap8_aCarriedHistogramIsOneMoreStepFunction() {
        List<NodeView> views = List.of(node("a")
                .buckets("h", "1", 10, "5", 20, "+Inf", 20)
                .totals(MetricType.HISTOGRAM, "h", 31, 20)
                .view());
        NodeFixture before = node("b").buckets("h", "2", 7, "+Inf", 7).totals(MetricType.HISTOGRAM, "h", 9, 7);

        assertThat(values(views, before.held()))
                .containsExactly(
                        "h_bucket{le=\"1\"} 10",
                        "h_bucket{le=\"2\"} 17",
                        "h_bucket{le=\"5\"} 27",
                        "h_bucket{le=\"+Inf\"} 27",
                        "h_sum 40",
                        "h_count 27");
        assertThat(values(views, before.dropped()))
                .containsExactly(
                        "h_bucket{le=\"1\"} 10",
                        "h_bucket{le=\"5\"} 27",
                        "h_bucket{le=\"+Inf\"} 27",
                        "h_sum 40",
                        "h_count 27");
    }

    /** Two bounds that are not shown lie between two that are: the larger one counts, also where a number is missing. */
    @Test
    void dropped_histogram_countsWithItsLargestBoundBelow() {
        List<NodeView> views =
                List.of(node("a").buckets("h", "1", 1, "9", 2, "+Inf", 3).view());

        assertThat(values(
                        views,
                        node("a")
                                .buckets("h", "0.5", 10, "2", 20, "3", 30, "+Inf", Values.ABSENT)
                                .dropped()))
                .containsExactly("h_bucket{le=\"1\"} 11", "h_bucket{le=\"9\"} 32", "h_bucket{le=\"+Inf\"} 33");
    }

    @Test
    void dropped_histogramWhoseLabelsNobodyShows_isNotShown() {
        List<NodeView> views = List.of(node("a")
                .with(MetricType.HISTOGRAM, "h", Suffix.BUCKET, "le=\"+Inf\",path=\"x\"", 1)
                .view());

        assertThat(values(
                        views,
                        node("a")
                                .with(MetricType.HISTOGRAM, "h", Suffix.BUCKET, "le=\"+Inf\",path=\"y\"", 5)
                                .with(MetricType.HISTOGRAM, "h", Suffix.COUNT, "path=\"y\"", 5)
                                .with(MetricType.HISTOGRAM, "h", Suffix.COUNT, "path=\"x\"", 7)
                                .dropped()))
                .containsExactly("h_bucket{le=\"+Inf\",path=\"x\"} 1");
    }

    @Test
    void trap9_quantilesAreNotCarried_andAMissingSumIsNotZero() {
        NodeFixture before = node("b")
                .with(MetricType.SUMMARY, "s", Suffix.NONE, "quantile=\"0.99\"", 90)
                .with(MetricType.SUMMARY, "s", Suffix.COUNT, "", 5);
        List<NodeView> views = List.of(node("a")
                .with(MetricType.SUMMARY, "s", Suffix.NONE, "quantile=\"0.99\"", 10)
                .with(MetricType.SUMMARY, "s", Suffix.COUNT, "", 4)
                .view());

        assertThat(values(views, before.held())).containsExactly("s_count 9");
        assertThat(values(views, before.totals(MetricType.SUMMARY, "s", 200, 5).held()))
                .containsExactly("s_sum 200", "s_count 9");
        assertThat(values(views, before.dropped())).containsExactly("s_count 9");
    }

    @Test
    void trap10_aCounterThatIsDeclaredGauge_isCarried() {
        String family = "emqx_packets_publish_received";

        Answer answer = answer(
                List.of(node("hivemq").gauge(family, 3).view()),
                node("hivemq").gauge(family, 500).held());

        assertThat(answer.values()).containsExactly(family + " 503");
        assertThat(answer.family(family).type()).isEqualTo(MetricType.COUNTER);
    }

    @Test
    void trap11_clientsThatAreDeclaredCounter_areNotCarried() {
        Answer answer = answer(
                List.of(node("a").counter("broker_clients_total", 40).view()),
                node("a").counter("broker_clients_total", 50).held());

        assertThat(answer.values()).containsExactly("broker_clients_total 40");
        assertThat(answer.family("broker_clients_total").type()).isEqualTo(MetricType.GAUGE);
    }

    @Test
    void trap13_clusterValuesAreTheAnsweringNodes_andNeverCarried() {
        List<NodeView> views = List.of(
                node("b").gauge("emqx_retained_count", 5).view(),
                node("c").gauge("emqx_retained_count", 3).view());

        Answer answer =
                answer(views, node("c").gauge("emqx_retained_count", 100).held());

        assertThat(answer.values()).containsExactly("emqx_retained_count 5");
        assertThat(answer.closing()).contains("brokertally_cluster_disagreement{family=\"emqx_retained_count\"} 1");
        assertThat(answer.lines()).isEqualTo(answer(views).lines());
    }

    @Test
    void trap22_nanOfABrokerDoesNotEnterASumWithCarriedParts() {
        assertThat(values(
                        List.of(counting("a", 5), counting("b", Double.NaN)),
                        node("b").counter(RECEIVED, 2).held()))
                .containsExactly(RECEIVED + " 7");
    }

    @Test
    void trap45_bytesOfConnectionsThatAreClosed_areNotCarried() {
        String own = "rabbitmq_connection_incoming_bytes_total";
        NodeFixture now = node("rabbit").counter(own, 400);
        NodeFixture before = node("rabbit").counter(own, 900);

        assertThat(values(List.of(now.view()), before.held())).containsExactly(own + " 400");
    }

    @Test
    void trap45_underEmqxsNameToo_whereTheBrokerAtHandMeansAnotherNumberByIt() {
        Catalog rabbitmq = CATALOG.withTypes(Map.of("emqx_bytes_received", MetricType.GAUGE));
        Gathered gathered = gathered(
                List.of(node("rabbit").gauge("emqx_bytes_received", 400).view()),
                node("rabbit").gauge("emqx_bytes_received", 900).held());

        Answer answer = Answer.of(ALL, rabbitmq, gathered);

        assertThat(answer.values()).containsExactly("emqx_bytes_received 400");
        assertThat(answer.family("emqx_bytes_received").type()).isEqualTo(MetricType.GAUGE);
    }

    @Test
    void trap51_gaugesOfANodeThatLeftAreAbsent_andNeverZero() {
        List<NodeView> views = List.of(
                node("a").counter(RECEIVED, 1).gauge("emqx_vm_cpu_use", 1).view(), left("b"));
        Carried all = node("b")
                .counter(RECEIVED, 200)
                .gauge("emqx_vm_cpu_use", 7)
                .gauge("emqx_sessions_count", 9)
                .held();

        assertThat(values(views, all)).containsExactly("emqx_vm_cpu_use{node=\"a\"} 1", RECEIVED + " 201");
    }

    @Test
    void held_familyAndSeriesThatNoSnapshotHas_areShown() {
        Answer answer = answer(
                List.of(node("a").counter("x_total", "id=\"2\"", 1).view(), left("b")),
                node("b")
                        .counter("x_total", "id=\"1\"", 2)
                        .counter("x_total", "id=\"2\"", 3)
                        .counter(RECEIVED, 4)
                        .held());

        assertThat(answer.values()).containsExactly(RECEIVED + " 4", "x_total{id=\"1\"} 2", "x_total{id=\"2\"} 4");
        assertThat(answer.family(RECEIVED).help()).isEqualTo(CATALOG.helpOf(RECEIVED, ""));
    }

    @Test
    void dropped_addsOnlyToWhatIsShown() {
        NodeFixture dropped = node("a")
                .counter("x_total", "id=\"0\"", 100)
                .counter("x_total", "id=\"1\"", 10)
                .counter("x_total", "id=\"3\"", 20)
                .counter("x_total", "id=\"9\"", 100)
                .counter("y_total", 100);
        List<NodeView> views = List.of(node("b")
                .counter("x_total", "id=\"1\"", 1)
                .counter("x_total", "id=\"2\"", 2)
                .view());
        Carried held = node("c").counter("x_total", "id=\"3\"", 5).held();

        assertThat(values(views, dropped.dropped(), held))
                .containsExactly("x_total{id=\"1\"} 11", "x_total{id=\"2\"} 2", "x_total{id=\"3\"} 25");
        assertThat(values(List.of(left("a")), dropped.dropped())).isEmpty();
        assertThat(answer(List.of(left("a")), dropped.dropped()).families())
                .extracting(Family::name)
                .doesNotContain("x_total", "y_total");
    }

    @Test
    void lastAndBaseOfANodeThatIsAway_areBothAdded() {
        NodeFixture last = node("c").counter(RECEIVED, 300);
        NodeFixture base = node("c").counter(RECEIVED, 4_000);

        assertThat(values(List.of(counting("a", 1), left("c")), last.held(), base.held()))
                .containsExactly(RECEIVED + " 4301");
    }

    @Test
    void absentCarriedValues_changeNothing() {
        List<NodeView> views = List.of(counting("a", 1));

        assertThat(values(
                        views,
                        node("a")
                                .counter(RECEIVED, Values.ABSENT)
                                .counter("x_total", Values.ABSENT)
                                .held()))
                .containsExactly(RECEIVED + " 1");
    }

    @Test
    void aPartThatMeansSomethingElse_isLeftOut() {
        List<NodeView> views = List.of(node("a").counter("items", 1).view());

        Answer answer = answer(
                views,
                node("b").buckets("items", "+Inf", 5).held(),
                node("c").counter("items", 7).held());

        assertThat(answer.values()).containsExactly("items 8");
        assertThat(answer.plan().conflicts()).isZero();
    }

    @Test
    void aFamilyThatNodesDisagreeAbout_staysPerNodeWithoutCarriedParts() {
        List<NodeView> views = List.of(
                node("a").counter("items", 1).view(),
                node("b").gauge("items", 2).view());

        Answer answer = answer(views, node("c").counter("items", 7).held());

        assertThat(answer.values()).containsExactly("items{node=\"a\"} 1", "items{node=\"b\"} 2");
        assertThat(answer.plan().conflicts()).isEqualTo(1);
    }

    @Test
    void otherEndpointsNamesAndClosingFamilies_areNotCarried() {
        Carried carried = node("a")
                .counter("x_total", 1)
                .counter("brokertally_nodes_expected", 99)
                .with(new NodeFixture.Sample(
                        new Family(Endpoint.AUTH, "x_total", MetricType.COUNTER, ""), Suffix.NONE, "", 7))
                .held();
        Gathered gathered = gathered(List.of(node("a").counter("y_total", 1).view()), carried);

        assertThat(Answer.of(ALL, CATALOG, gathered).values()).containsExactly("x_total 1", "y_total 1");
        assertThat(Answer.of(new Selection(Mode.AGGREGATED, Endpoint.AUTH, Set.of()), CATALOG, gathered)
                        .values())
                .containsExactly("x_total 7");
        assertThat(Answer.of(new Selection(Mode.AGGREGATED, Endpoint.STATS, Set.of("y_total")), CATALOG, gathered)
                        .values())
                .containsExactly("y_total 1");
    }

    @Test
    void gathered_sortsByNodeKindAndSchema_andKeepsTheOrderOfTwo() {
        Carried last = node("b").counter("x_total", 1).held();
        Carried base = node("b").counter("x_total", 2).held();
        Carried dropped = node("b").counter("y_total", 3).dropped();
        Carried a = node("a").counter("x_total", 4).held();
        Carried gone = node("").counter("x_total", 5).held();
        List<NodeView> views = List.of(counting("a", 1));

        assertThat(gathered(views, dropped, last, gone, base, a).carried())
                .containsExactly(gone, a, last, base, dropped);
        assertThat(gathered(views, base, last).carried()).containsExactly(base, last);
    }

    @Test
    void gathered_partsThatStandTwice_areRefused() {
        List<NodeView> views = List.of(counting("a", 1));
        Carried one = node("b").counter("x_total", 1).held();
        Carried two = node("b").counter("x_total", 1).held();
        Carried three = node("b").counter("x_total", 1).held();

        assertThatThrownBy(() -> gathered(views, one, one)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> gathered(views, one, two, three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node b");
    }

    @Test
    void key_coversNodeKindAndSchemaOfCarriedParts_andNoValues() {
        List<NodeView> views = List.of(counting("a", 1));
        PlanKey key = Plan.keyOf(ALL, gathered(views, node("b").counter("x", 1).held()));

        assertThat(Plan.keyOf(ALL, gathered(views, node("b").counter("x", 2).held())))
                .isEqualTo(key)
                .hasSameHashCodeAs(key);
        assertThat(List.of(
                        Plan.keyOf(ALL, gathered(views)),
                        Plan.keyOf(
                                ALL, gathered(views, node("b").counter("x", 1).dropped())),
                        Plan.keyOf(
                                ALL, gathered(views, node("c").counter("x", 1).held())),
                        Plan.keyOf(
                                ALL, gathered(views, node("b").counter("y", 1).held()))))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
    }

    @Test
    void key_ofAnotherMode_doesNotKnowCarriedParts() {
        List<NodeView> views = List.of(counting("a", 1));
        Carried carried = node("b").counter("x", 1).held();

        for (Mode mode : List.of(Mode.NODE, Mode.UNAGGREGATED)) {
            Selection selection = new Selection(mode, Endpoint.STATS, Set.of());
            assertThat(Plan.keyOf(selection, gathered(views, carried)))
                    .isEqualTo(Plan.keyOf(selection, gathered(views)));
        }
    }

    @Test
    void fill_withOtherCarriedParts_isRefused() {
        List<NodeView> views = List.of(counting("a", 1));
        Plan plan = Plan.of(ALL, gathered(views, node("b").counter("x", 1).held()), CATALOG);
        double[] out = new double[plan.slots()];

        for (Gathered other : List.of(
                gathered(views),
                gathered(views, node("b").counter("y", 1).held()),
                gathered(views, node("b").counter("x", 1).dropped()))) {
            assertThatThrownBy(() -> Aggregator.fill(plan, other, out)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
