package brokertally.tally;

import java.util.Comparator;
import java.util.List;

/**
 * What one gather has brought: a pure value, from which the answer follows.
 *
 * @param answering node name of the sidecar that gathered; it is in the list
 * @param expected how many members there should be
 * @param nodes every node known, by name, no name twice
 * @param carried what the snapshots do not show of counters that never fall, by node, kind and schema; at most two parts
 *     agree in all three (what a node showed last and what it had before), and they stand as they were given
 */
public record Gathered(String answering, int expected, List<NodeView> nodes, List<Carried> carried) {
    private static final Comparator<Carried> ORDER = Comparator.comparing(Carried::node)
            .thenComparing(Carried::kind)
            .thenComparingLong(part -> part.schema().fingerprint().high())
            .thenComparingLong(part -> part.schema().fingerprint().low());

    public Gathered {
        carried = carried.isEmpty() ? List.of() : carried.stream().sorted(ORDER).toList();
        check(carried);
        nodes = nodes.stream().sorted(Comparator.comparing(NodeView::node)).toList();
        for (int i = 1; i < nodes.size(); i++) {
            if (nodes.get(i).node().equals(nodes.get(i - 1).node())) {
                throw new IllegalArgumentException("node " + nodes.get(i).node() + " stands twice");
            }
        }
    }

    /** A gather that shows all there is. */
    public Gathered(String answering, int expected, List<NodeView> nodes) {
        this(answering, expected, nodes, List.of());
    }

    private static void check(List<Carried> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            Carried part = sorted.get(i);
            boolean twice = part.values() == sorted.get(i - 1).values();
            if (twice || (i > 1 && ORDER.compare(part, sorted.get(i - 2)) == 0)) {
                throw new IllegalArgumentException("a carried part of node " + part.node() + " stands twice");
            }
        }
    }

    /** The carried parts that enter an answer of this mode. */
    List<Carried> carriedIn(Mode mode) {
        return mode == Mode.AGGREGATED ? carried : List.of();
    }

    /** How many sidecars answered. */
    public int answered() {
        int answered = 0;
        for (int n = 0; n < nodes.size(); n++) {
            answered += nodes.get(n).answered() ? 1 : 0;
        }
        return answered;
    }

    /** True when a member or a broker is missing from the answer. */
    public boolean partial() {
        boolean down = false;
        for (int n = 0; n < nodes.size(); n++) {
            down |= !nodes.get(n).broker().up();
        }
        return down || answered() < expected;
    }
}
