package brokertally.tally;

import brokertally.model.Values;

/**
 * One node's values of families that should be the same on all nodes. The first node that has a unit (a series, or a whole
 * histogram) gives it; the others are compared with what is shown.
 */
final class ClusterColumn {
    private final int[] units; // family, first slot, end slot, n, n times (source, slot); and again

    ClusterColumn(int[] units) {
        this.units = units;
    }

    /** Gives the units that nobody has given yet. */
    void give(double[] values, double[] out) {
        int at = 0;
        while (at < units.length) {
            boolean free = free(out, units[at + 1], units[at + 2]);
            int end = at + 4 + 2 * units[at + 3];
            for (int i = at + 4; free && i < end; i += 2) {
                out[units[i + 1]] = values[units[i]];
            }
            at = end;
        }
    }

    /** Sets the slot of a family to 1 when one of its values differs from the one shown. */
    void compare(double[] values, double[] out, int[] disagreement) {
        int at = 0;
        while (at < units.length) {
            int end = at + 4 + 2 * units[at + 3];
            for (int i = at + 4; i < end; i += 2) {
                if (differ(values[units[i]], out[units[i + 1]])) {
                    out[disagreement[units[at]]] = 1;
                }
            }
            at = end;
        }
    }

    private static boolean free(double[] out, int from, int end) {
        for (int slot = from; slot < end; slot++) {
            if (!Values.isAbsent(out[slot])) {
                return false;
            }
        }
        return true;
    }

    /** A value that is not there is no other value. */
    private static boolean differ(double a, double b) {
        if (Values.isAbsent(a) || Values.isAbsent(b)) {
            return false;
        }
        return a != b && !(Double.isNaN(a) && Double.isNaN(b));
    }
}
