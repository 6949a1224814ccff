package brokertally.tally;

import brokertally.model.Family;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;

/**
 * One node's series of the family, or those of a carried part: {@code first … end-1} of its table.
 *
 * @param node index of the node in the gather; the carried parts are numbered on behind the nodes
 * @param kind whether its series are shown because of it; {@code HELD} for all that a snapshot has
 * @param table the series of the node
 * @param family index of the family in the table
 */
record Part(int node, Carried.Kind kind, SeriesTable table, int family) {
    /** True when its series are shown because of it. */
    boolean shows() {
        return kind == Carried.Kind.HELD;
    }

    int first() {
        return table.first(family);
    }

    int end() {
        return table.end(family);
    }

    int size() {
        return end() - first();
    }

    Family declared() {
        return table.family(family);
    }

    /** True when both have the same series in the same order. */
    boolean sameSeries(Part other) {
        if (size() != other.size()) {
            return false;
        }
        if (table == other.table) {
            return family == other.family;
        }
        for (int i = 0; i < size(); i++) {
            if (!table.sameSeries(first() + i, other.table, other.first() + i)) {
                return false;
            }
        }
        return true;
    }

    boolean scalarSeries() {
        for (int series = first(); series < end(); series++) {
            if (table.suffix(series) != Suffix.NONE) {
                return false;
            }
        }
        return true;
    }
}
