package brokertally.tally;

import brokertally.model.Values;

/**
 * Adds histograms whose bounds differ. Each node's cumulative buckets are read as a step function: at a bound that a node
 * has not, it counts with its own largest bound below (trap 8). The result is monotone, and exact at the bounds that all
 * nodes share, of which +Inf is one.
 */
final class BucketMerge {
    private BucketMerge() {}

    /**
     * Adds one node's histograms.
     *
     * @param steps one histogram behind the other: its first slot, the number n of its slots, and for each slot, by rising
     *     bound, the index of the node's value or -1 where it has none
     * @param values the node's values
     * @param out the totals, changed
     */
    static void add(int[] steps, double[] values, double[] out) {
        int at = 0;
        while (at < steps.length) {
            int slot = steps[at];
            int end = slot + steps[at + 1];
            at += 2;
            double held = Values.ABSENT;
            for (; slot < end; slot++) {
                int source = steps[at++];
                // A bucket without a number must not make a dent: the one below it goes on.
                if (source >= 0 && !Double.isNaN(values[source])) {
                    held = values[source];
                }
                out[slot] = Folds.add(out[slot], held);
            }
        }
    }
}
