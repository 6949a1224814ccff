package brokertally.tally;

import brokertally.catalog.Catalog;
import brokertally.model.SeriesTable;
import java.util.List;
import java.util.Optional;

/**
 * How the values of many nodes become one answer: the layout of the answer and, for each node, which value enters which
 * slot. It is made once for a set of schemas and used for every gather of the same {@link PlanKey} under the same catalog.
 * Immutable.
 */
public final class Plan {
    private final PlanKey key;
    private final Optional<SeriesTable> layout;
    private final int slots;
    private final int conflicts;
    private final List<NodePlan> nodes; // of the nodes, then of the carried parts
    private final ClosingSlots closing;

    /** What one node or carried part adds; nothing at all for a node without a snapshot. */
    record NodePlan(Column[] columns, int[] bucketSteps, ClusterColumn cluster) {
        void apply(double[] values, double[] out) {
            for (Column column : columns) {
                column.apply(values, out);
            }
            BucketMerge.add(bucketSteps, values, out);
        }
    }

    /** The layout, and how many families in it could not be merged. */
    record Shape(SeriesTable layout, int conflicts) {}

    Plan(PlanKey key, Shape shape, List<NodePlan> nodes, ClosingSlots closing) {
        this.key = key;
        this.layout = Optional.of(shape.layout());
        this.slots = shape.layout().size();
        this.conflicts = shape.conflicts();
        this.nodes = List.copyOf(nodes);
        this.closing = closing;
    }

    private Plan(Plan plan) {
        this.key = plan.key;
        this.layout = Optional.empty();
        this.slots = plan.slots;
        this.conflicts = plan.conflicts;
        this.nodes = plan.nodes;
        this.closing = plan.closing;
    }

    /** The same plan without its layout, which holds all labels: for whoever has made the template and needs it no more. */
    public Plan withoutLayout() {
        return new Plan(this);
    }

    /** Makes the plan for a gather like this one. */
    public static Plan of(Selection selection, Gathered gathered, Catalog catalog) {
        return new Planner(selection, gathered, catalog).plan();
    }

    /** The key that the plan for this gather has. */
    public static PlanKey keyOf(Selection selection, Gathered gathered) {
        return PlanKey.of(selection, gathered);
    }

    public PlanKey key() {
        return key;
    }

    /** Families and series of the answer, in order. Throws when this plan is {@link #withoutLayout()}. */
    public SeriesTable layout() {
        return layout.orElseThrow();
    }

    /** Number of series of the layout, and so the length of the array that {@link Aggregator#fill} fills. */
    public int slots() {
        return slots;
    }

    /** Families that nodes declare with different types, which the catalog cannot tell apart; they stay per node. */
    public int conflicts() {
        return conflicts;
    }

    NodePlan node(int n) {
        return nodes.get(n);
    }

    /** How many carried parts enter the answer. */
    int carried() {
        return nodes.size() - key.nodes().size();
    }

    NodePlan carried(int c) {
        return nodes.get(key.nodes().size() + c);
    }

    ClosingSlots closing() {
        return closing;
    }

    /** Throws {@link IllegalArgumentException} when the gather is none of this plan's. */
    void check(Gathered gathered) {
        List<NodeView> views = gathered.nodes();
        List<Carried> parts = gathered.carriedIn(key.selection().mode());
        boolean fits = views.size() == key.nodes().size()
                && parts.size() == carried()
                && key.answering().equals(gathered.answering());
        for (int n = 0; fits && n < views.size(); n++) {
            fits = key.nodes().get(n).fits(views.get(n));
        }
        for (int c = 0; fits && c < parts.size(); c++) {
            fits = key.carried().get(c).fits(parts.get(c));
        }
        if (!fits) {
            throw new IllegalArgumentException("the gather has other nodes or schemas than the plan");
        }
    }
}
