package brokertally.tally;

import brokertally.model.Values;
import java.util.Arrays;
import java.util.List;

/** Makes the numbers of an answer. Nodes are added in the order of their names, then the carried parts, so the result is the same everywhere. */
public final class Aggregator {
    private Aggregator() {}

    /**
     * Sets every slot; {@link Values#ABSENT} where there is nothing to show. Sums are doubles: integers are exact up to 2^53.
     * Throws {@link IllegalArgumentException} when the plan was made for another gather or the array has another length.
     *
     * @param plan the plan for this gather ({@link Plan#keyOf})
     * @param gathered the nodes and their values
     * @param out one number for each series of {@link Plan#layout()}
     */
    public static void fill(Plan plan, Gathered gathered, double[] out) {
        plan.check(gathered);
        if (out.length != plan.slots()) {
            throw new IllegalArgumentException(out.length + " slots instead of " + plan.slots());
        }
        Arrays.fill(out, Values.ABSENT);
        List<NodeView> nodes = gathered.nodes();
        for (int n = 0; n < nodes.size(); n++) {
            NodeView view = nodes.get(n);
            if (view.snapshot().isPresent()) {
                plan.node(n).apply(view.snapshot().get().values(), out);
            }
        }
        for (int c = 0; c < plan.carried(); c++) {
            plan.carried(c).apply(gathered.carried().get(c).values(), out);
        }
        fillCluster(plan, gathered, out);
        fillClosing(plan, gathered, out);
    }

    /** Cluster values: of the answering node, else of one whose broker is up, else of any (DESIGN §4.2). */
    private static void fillCluster(Plan plan, Gathered gathered, double[] out) {
        List<NodeView> nodes = gathered.nodes();
        for (int n = 0; n < nodes.size(); n++) {
            if (nodes.get(n).node().equals(gathered.answering())
                    && nodes.get(n).broker().up()) {
                give(plan, nodes.get(n), n, out);
            }
        }
        for (int n = 0; n < nodes.size(); n++) {
            if (nodes.get(n).broker().up()) {
                give(plan, nodes.get(n), n, out);
            }
        }
        for (int n = 0; n < nodes.size(); n++) {
            give(plan, nodes.get(n), n, out);
        }
        plan.closing().clearDisagreement(out);
        for (int n = 0; n < nodes.size(); n++) {
            if (nodes.get(n).snapshot().isPresent()) {
                double[] values = nodes.get(n).snapshot().get().values();
                plan.node(n).cluster().compare(values, out, plan.closing().disagreement());
            }
        }
    }

    private static void give(Plan plan, NodeView view, int n, double[] out) {
        if (view.snapshot().isPresent()) {
            plan.node(n).cluster().give(view.snapshot().get().values(), out);
        }
    }

    private static void fillClosing(Plan plan, Gathered gathered, double[] out) {
        plan.closing().fillMembers(gathered, out);
        List<NodeView> nodes = gathered.nodes();
        boolean cluster = plan.key().selection().mode() != Mode.NODE;
        for (int n = 0; n < nodes.size(); n++) {
            if (cluster) {
                plan.closing().fillNode(nodes.get(n), n, out);
            } else if (nodes.get(n).node().equals(gathered.answering())) {
                plan.closing().fillNode(nodes.get(n), 0, out);
            }
        }
    }
}
