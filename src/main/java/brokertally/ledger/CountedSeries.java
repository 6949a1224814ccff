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

    /** Takes the series of one unit. */
    interface Visitor {
        void unit(int from, int end);
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

    /** All series, of a table that holds none but those that count. */
    static CountedSeries all(Columns columns) {
        return of(columns.schema().table(), family -> true);
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

    /** Shows all units: the scalars as they stand, then the groups. */
    void forEach(Visitor visitor) {
        for (int r = 0; r < scalars.length; r += 2) {
            for (int i = scalars[r]; i < scalars[r + 1]; i++) {
                visitor.unit(i, i + 1);
            }
        }
        for (int r = 0; r < groups.length; r += 2) {
            visitor.unit(groups[r], groups[r + 1]);
        }
    }

    /** True when these series are one whole histogram or summary. */
    boolean isGroup(int from, int end) {
        int low = 0;
        int high = groups.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int start = groups[2 * middle];
            if (start == from) {
                return groups[2 * middle + 1] == end;
            }
            if (start < from) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /** True for each series that counts. */
    boolean[] mask(int size) {
        boolean[] mask = new boolean[size];
        forEach((from, end) -> Arrays.fill(mask, from, end, true));
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
