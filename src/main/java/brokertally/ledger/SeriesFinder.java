package brokertally.ledger;

import brokertally.model.Family;
import brokertally.model.SeriesTable;
import java.util.HashMap;
import java.util.Map;

/** Finds the series of one table in another. Quick where both have them in the same order, which is nearly always. */
final class SeriesFinder {
    private final SeriesTable table;
    private final Map<String, Integer> families = new HashMap<>();
    private final Map<Integer, Map<String, Integer>> series = new HashMap<>();
    private int expected;

    SeriesFinder(SeriesTable table) {
        this.table = table;
        for (int f = 0; f < table.families(); f++) {
            families.put(key(table.family(f)), f);
        }
    }

    /** The index of series i of family f of the other table; -1 when there is none. */
    int find(SeriesTable other, int f, int i) {
        Integer family = families.get(key(other.family(f)));
        if (family == null) {
            return -1;
        }
        if (expected < table.first(family) || expected >= table.end(family)) {
            expected = table.first(family);
        }
        if (table.sameSeries(expected, other, i)) {
            return expected++;
        }
        Integer found = series.computeIfAbsent(family, this::index).get(key(other, i));
        if (found == null) {
            return -1;
        }
        expected = found + 1;
        return found;
    }

    private Map<String, Integer> index(int family) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = table.first(family); i < table.end(family); i++) {
            index.put(key(table, i), i);
        }
        return index;
    }

    /** The family of a series. */
    static int familyOf(SeriesTable table, int series) {
        int low = 0;
        int high = table.families() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (series < table.end(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    static String key(Family family) {
        return family.endpoint().path() + '/' + family.name();
    }

    private static String key(SeriesTable table, int series) {
        return table.suffix(series).text() + '{' + table.labels(series);
    }
}
