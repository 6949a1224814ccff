package brokertally.bench;

import brokertally.catalog.Catalog;
import brokertally.model.BrokerState;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import brokertally.tally.Aggregator;
import brokertally.tally.Carried;
import brokertally.tally.Gathered;
import brokertally.tally.Mode;
import brokertally.tally.NodeView;
import brokertally.tally.Plan;
import brokertally.tally.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The sum of 10,000 series per node (30 families, as of rules and actions), and the making of its plan. Carried: with a
 * base of every node beside its snapshot, as after a restart of every broker.
 */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AggregatorBenchmark {
    private static final String[] NAMES = {
        "rule_matched",
        "rule_failed",
        "rule_passed",
        "rule_failed_exception",
        "rule_failed_no_result",
        "rule_actions_total",
        "rule_actions_success",
        "rule_actions_failed",
        "rule_actions_failed_out_of_service",
        "rule_actions_failed_unknown",
        "rule_actions_discarded",
        "rule_enable",
        "action_enable",
        "action_status",
        "action_matched",
        "action_dropped",
        "action_success",
        "action_failed",
        "action_inflight",
        "action_received",
        "action_late_reply",
        "action_retried",
        "action_retried_success",
        "action_retried_failed",
        "action_dropped_resource_stopped",
        "action_dropped_resource_not_found",
        "action_dropped_queue_full",
        "action_dropped_other",
        "action_dropped_expired",
        "action_queuing"
    };

    private static final Catalog CATALOG = Catalog.load();

    @Param({"10000"})
    public int series;

    @Param({"3", "10"})
    public int nodes;

    /** equal: all nodes have the same schema; mapped: each lacks every fifth series, another fifth on each node. */
    @Param({"equal", "mapped"})
    public String schemas;

    @Param({"AGGREGATED", "UNAGGREGATED"})
    public Mode mode;

    private Selection selection;
    private Gathered gathered;
    private Plan plan;
    private Gathered carried;
    private Plan carriedPlan;
    private double[] out;

    @Setup
    public void setUp() {
        List<NodeView> views = new ArrayList<>();
        for (int n = 0; n < nodes; n++) {
            views.add(view(n));
        }
        selection = new Selection(mode, Endpoint.DATA_INTEGRATION, Set.of());
        gathered = new Gathered("emqx@10.0.0.0", nodes, views);
        plan = Plan.of(selection, gathered, CATALOG);
        carried = new Gathered(
                "emqx@10.0.0.0",
                nodes,
                views,
                views.stream().map(AggregatorBenchmark::base).toList());
        carriedPlan = Plan.of(selection, carried, CATALOG);
        out = new double[plan.slots()];
    }

    private static Carried base(NodeView view) {
        Snapshot snapshot = view.snapshot().orElseThrow();
        return new Carried(
                view.node(),
                Carried.Kind.HELD,
                1,
                snapshot.schema(),
                snapshot.values().clone());
    }

    private NodeView view(int node) {
        Random random = new Random(node);
        SchemaBuilder builder = new SchemaBuilder();
        for (String name : NAMES) {
            int family =
                    builder.family(new Family(Endpoint.DATA_INTEGRATION, "emqx_" + name, MetricType.COUNTER, "Help."));
            for (int id = 0; id < series / NAMES.length; id++) {
                if (schemas.equals("equal") || random.nextInt(5) > 0) {
                    builder.add(family, Suffix.NONE, "id=\"http:forward_%05d\",namespace=\"tenant\"".formatted(id));
                }
            }
        }
        SchemaBuilder.Built built = builder.build();
        double[] values =
                random.doubles(built.schema().size(), 0, 1e9).map(Math::floor).toArray();
        String name = "emqx@10.0.0." + node;
        Snapshot snapshot =
                new Snapshot(name, new Incarnation(1_000), new Snapshot.Moment(1, 2_000), built.schema(), values);
        return new NodeView(name, Reason.NONE, new BrokerState(Reason.NONE, "emqx", "5.8.9"), 0, Optional.of(snapshot));
    }

    @Benchmark
    public double[] fill() {
        Aggregator.fill(plan, gathered, out);
        return out;
    }

    @Benchmark
    public double[] fillCarried() {
        Aggregator.fill(carriedPlan, carried, out);
        return out;
    }

    @Benchmark
    public Object keyCarried() {
        return Plan.keyOf(selection, carried);
    }

    @Benchmark
    public Plan planCarried() {
        return Plan.of(selection, carried, CATALOG);
    }

    @Benchmark
    public Object key() {
        return Plan.keyOf(selection, gathered);
    }

    @Benchmark
    public Plan plan() {
        return Plan.of(selection, gathered, CATALOG);
    }
}
