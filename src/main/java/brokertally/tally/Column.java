package brokertally.tally;

/**
 * One operation of one node: which of its values enter which slots, and how. Neighbours that go to neighbours are runs,
 * which the machine can take in one sweep; all others are pairs.
 */
final class Column {
    private final Op op;
    private final int[] runs; // source, slot, length; and again
    private final int[] sources;
    private final int[] slots; // one for each source

    Column(Op op, int[] runs, int[] sources, int[] slots) {
        this.op = op;
        this.runs = runs;
        this.sources = sources;
        this.slots = slots;
    }

    /** Lets the values enter their slots. Each operation has loops of its own, for the sake of the compiler. */
    void apply(double[] values, double[] out) {
        switch (op) {
            case COPY -> {
                copyRuns(values, out);
                copyPairs(values, out);
            }
            case ADD -> {
                addRuns(values, out);
                addPairs(values, out);
            }
            case AND -> and(values, out);
            case MAX -> max(values, out);
            case MIN -> min(values, out);
        }
    }

    private void copyRuns(double[] values, double[] out) {
        for (int r = 0; r < runs.length; r += 3) {
            System.arraycopy(values, runs[r], out, runs[r + 1], runs[r + 2]);
        }
    }

    private void copyPairs(double[] values, double[] out) {
        for (int i = 0; i < sources.length; i++) {
            out[slots[i]] = values[sources[i]];
        }
    }

    private void addRuns(double[] values, double[] out) {
        for (int r = 0; r < runs.length; r += 3) {
            addRun(values, runs[r], out, runs[r + 1], runs[r + 2]);
        }
    }

    private static void addRun(double[] values, int source, double[] out, int slot, int length) {
        for (int i = 0; i < length; i++) {
            out[slot + i] = Folds.add(out[slot + i], values[source + i]);
        }
    }

    private void addPairs(double[] values, double[] out) {
        for (int i = 0; i < sources.length; i++) {
            out[slots[i]] = Folds.add(out[slots[i]], values[sources[i]]);
        }
    }

    private void and(double[] values, double[] out) {
        for (int i = 0; i < sources.length; i++) {
            out[slots[i]] = Folds.and(out[slots[i]], values[sources[i]]);
        }
    }

    private void max(double[] values, double[] out) {
        for (int i = 0; i < sources.length; i++) {
            out[slots[i]] = Folds.max(out[slots[i]], values[sources[i]]);
        }
    }

    private void min(double[] values, double[] out) {
        for (int i = 0; i < sources.length; i++) {
            out[slots[i]] = Folds.min(out[slots[i]], values[sources[i]]);
        }
    }
}
