package brokertally.ledger;

import brokertally.model.Family;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Values;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Collects series with their numbers into columns of their own. What a series that comes again had is put behind the first:
 * a histogram that changed its bounds twice. Used once.
 */
final class Leftover {
    private final int max;
    private final Map<String, Integer> seen = new HashMap<>();
    private final SchemaBuilder builder = new SchemaBuilder();
    private double[] last = new double[16];
    private double[] base = new double[16];
    private int size;
    private int forgotten;

    Leftover(int max) {
        this.max = max;
    }

    /** Adds the series of these columns that are wanted and were ever read. */
    void add(Columns columns, IntPredicate wanted) {
        SeriesTable table = columns.schema().table();
        for (int f = 0; f < table.families(); f++) {
            for (int i = table.first(f); i < table.end(f); i++) {
                if (!wanted.test(i) || Values.isAbsent(columns.last()[i])) {
                    continue;
                }
                add(columns, f, i);
            }
        }
    }

    private void add(Columns columns, int family, int series) {
        SeriesTable table = columns.schema().table();
        Family declared = table.family(family);
        String key = declared.endpoint().path()
                + '/'
                + declared.name()
                + table.suffix(series).text()
                + '{'
                + table.labels(series);
        Integer first = seen.get(key);
        if (first != null) {
            base[first] += columns.total(series);
        } else if (size == max) {
            forgotten++;
        } else {
            seen.put(key, size);
            builder.add(builder.family(declared), table.suffix(series), table.labels(series));
            put(columns.last()[series], columns.hasBase() ? columns.base()[series] : 0);
        }
    }

    private void put(double newLast, double newBase) {
        if (size == last.length) {
            last = Arrays.copyOf(last, 2 * size);
            base = Arrays.copyOf(base, 2 * size);
        }
        last[size] = newLast;
        base[size++] = newBase;
    }

    /** Series for which there was no room. */
    int forgotten() {
        return forgotten;
    }

    Columns build() {
        if (size == 0) {
            return Columns.NONE;
        }
        SchemaBuilder.Built built = builder.build();
        int length = built.schema().size();
        double[] sortedLast = new double[length];
        double[] sortedBase = new double[length];
        for (int arrival = 0; arrival < size; arrival++) {
            int slot = built.slots()[arrival];
            sortedLast[slot] = last[arrival];
            sortedBase[slot] = base[arrival];
        }
        boolean zero = Arrays.stream(sortedBase).allMatch(b -> b == 0);
        return new Columns(built.schema(), sortedLast, zero ? Columns.NO_BASE : sortedBase);
    }
}
