package brokertally.tally;

import java.util.Comparator;
import java.util.List;

/**
 * What one gather has brought: a pure value, from which the answer follows.
 *
 * @param answering node name of the sidecar that gathered; it is in the list
 * @param expected how many members there should be
 * @param nodes every node known, by name, no name twice
 */
public record Gathered(String answering, int expected, List<NodeView> nodes) {
    public Gathered {
        nodes = nodes.stream().sorted(Comparator.comparing(NodeView::node)).toList();
        for (int i = 1; i < nodes.size(); i++) {
            if (nodes.get(i).node().equals(nodes.get(i - 1).node())) {
                throw new IllegalArgumentException("node " + nodes.get(i).node() + " stands twice");
            }
        }
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
