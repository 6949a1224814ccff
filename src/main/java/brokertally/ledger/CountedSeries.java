package brokertally.ledger;

import brokertally.model.Family;
import brokertally.model.Labels;
import brokertally.model.MetricType;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Which series of a schema count, in units that fall together: a scalar alone, a histogram or summary as a whole. Units are
 * runs {@code from … end-1} of series. Immutable.
 */
final class CountedSeries {
    private final int[] scalars; // from, end; and again
    private final int[] groups; // from, end; and again, one run for each histogram or summary

    private CountedSeries(int[] scalars, int[] groups) {
        this.scalars = scalars;
        this.groups = groups;
    }

    static CountedSeries of(SeriesTable table, Predicate<Family> counts) {
        Runs scalars = new Runs();
        Runs groups = new Runs();
        for (int f = 0; f < table.families(); f++) {
            if (!counts.test(table.family(f))) {
                continue;
            }
            if (table.family(f).type().isScalar()) {
                scalars.extend(table.first(f), table.end(f));
            } else {
                addGroups(table, f, groups);
            }
        }
        return new CountedSeries(scalars.toArray(), groups.toArray());
    }

    /** Schemas have the series of one histogram side by side. Quantiles are no counters. */
    private static void addGroups(SeriesTable table, int family, Runs groups) {
        MetricType type = table.family(family).type();
        String open = "";
        int from = -1;
        for (int i = table.first(family); i < table.end(family); i++) {
            boolean counted = table.suffix(i) != Suffix.NONE;
            String base = counted ? base(table, i, type) : "";
            if (from >= 0 && (!counted || !base.equals(open))) {
                groups.add(from, i);
                from = -1;
            }
            if (counted && from < 0) {
                from = i;
                open = base;
            }
        }
        if (from >= 0) {
            groups.add(from, table.end(family));
        }
    }

    private static String base(SeriesTable table, int series, MetricType type) {
        String labels = table.labels(series);
        return type == MetricType.HISTOGRAM ? Labels.without(labels, "le") : labels;
    }

    /** Runs of scalars: from, end, and again; read only. */
    int[] scalars() {
        return scalars;
    }

    /** One run for each histogram or summary: from, end, and again; read only. */
    int[] groups() {
        return groups;
    }

    /** Number of series that count. */
    int size() {
        return length(scalars) + length(groups);
    }

    private static int length(int[] runs) {
        int length = 0;
        for (int r = 0; r < runs.length; r += 2) {
            length += runs[r + 1] - runs[r];
        }
        return length;
    }

    /** True for each series that counts. */
    boolean[] mask(int size) {
        boolean[] mask = new boolean[size];
        for (int[] runs : new int[][] {scalars, groups}) {
            for (int r = 0; r < runs.length; r += 2) {
                Arrays.fill(mask, runs[r], runs[r + 1], true);
            }
        }
        return mask;
    }

    private static final class Runs {
        private int[] runs = new int[16];
        private int size;

        /** Adds a run; one that continues the last makes that longer. */
        void extend(int from, int end) {
            if (size > 0 && runs[size - 1] == from) {
                runs[size - 1] = end;
            } else if (from < end) {
                add(from, end);
            }
        }

        void add(int from, int end) {
            if (size == runs.length) {
                runs = Arrays.copyOf(runs, 2 * size);
            }
            runs[size++] = from;
            runs[size++] = end;
        }

        int[] toArray() {
            return Arrays.copyOf(runs, size);
        }
    }
}
