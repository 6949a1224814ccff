package brokertally.tally;

import brokertally.model.Values;
import java.util.List;

/**
 * Where the numbers of the closing families go.
 *
 * @param members first of the slots of expected, answered and partial; -1 in an answer of one node, which has none of them
 * @param nodeUp first of one slot for each node; -1 likewise
 * @param brokerUp first of one slot for each node
 * @param age first of one slot for each node
 * @param disagreement for each family of class cluster its slot
 */
record ClosingSlots(int members, int nodeUp, int brokerUp, int age, int[] disagreement) {
    /** No closing families at all. */
    static final ClosingSlots NONE = new ClosingSlots(-1, -1, -1, -1, new int[0]);

    void fillMembers(Gathered gathered, double[] out) {
        if (members < 0) {
            return;
        }
        out[members] = gathered.expected();
        out[members + 1] = gathered.answered();
        out[members + 2] = gathered.partial() ? 1 : 0;
        List<NodeView> nodes = gathered.nodes();
        for (int n = 0; n < nodes.size(); n++) {
            out[nodeUp + n] = nodes.get(n).answered() ? 1 : 0;
        }
    }

    /** Fills the n-th slots of broker and age. */
    void fillNode(NodeView view, int n, double[] out) {
        if (brokerUp < 0) {
            return;
        }
        out[brokerUp + n] = view.broker().up() ? 1 : 0;
        boolean everRead = view.snapshot().isPresent() || view.ageMillis() > 0;
        out[age + n] = everRead ? Math.floorDiv(view.ageMillis(), 1000L) : Values.ABSENT;
    }

    void clearDisagreement(double[] out) {
        for (int slot : disagreement) {
            out[slot] = 0;
        }
    }
}
