package brokertally.ledger;

import brokertally.model.Family;
import brokertally.model.Labels;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Brings series of several columns into columns of their own. What comes twice is added: the first keeps its reading, of the
 * others all goes behind it. Used once.
 */
final class Harvest {
    private final int max;
    private final Map<String, Family> families = new HashMap<>();
    private final Map<String, Sheaf> sheaves = new LinkedHashMap<>();
    private int size;
    private int forgotten;

    /** At most so many series are kept; of a histogram all or none. */
    Harvest(int max) {
        this.max = max;
    }

    /** Adds the units that count, were ever read, and whose first series is wanted. */
    void add(Columns columns, CountedSeries counted, IntPredicate wanted) {
        counted.forEach((from, end) -> {
            if (wanted.test(from)) {
                add(columns, from, end);
            }
        });
    }

    private void add(Columns columns, int from, int end) {
        SeriesTable table = columns.schema().table();
        Family family = table.family(SeriesFinder.familyOf(table, from));
        List<Sheaf.Ear> ears = new ArrayList<>(end - from);
        boolean anyRead = false;
        for (int i = from; i < end; i++) {
            // A sum that was never read stays beside its buckets, which otherwise were another histogram.
            boolean read = !Values.isAbsent(columns.last()[i]);
            double last = read ? columns.last()[i] : 0;
            ears.add(new Sheaf.Ear(table.suffix(i), table.labels(i), last, columns.base(i)));
            anyRead |= read;
        }
        if (anyRead) {
            add(family, new Sheaf(family, ears));
        }
    }

    private void add(Family family, Sheaf more) {
        Family first = families.putIfAbsent(SeriesFinder.key(family), family);
        boolean otherKind =
                first != null && first.type().isScalar() != family.type().isScalar();
        String labels = more.first().labels();
        String own = family.type().isScalar() ? labels : Labels.without(labels, "le");
        String key = SeriesFinder.key(family) + '{' + own;
        Sheaf known = sheaves.get(key);
        if (otherKind || (known == null && size + more.size() > max)) {
            forgotten += more.size();
        } else if (known == null) {
            sheaves.put(key, more);
            size += more.size();
        } else {
            size += known.add(more);
        }
    }

    /** Series for which there was no room. */
    int forgotten() {
        return forgotten;
    }

    /** All that was added, readings and bases apart. */
    Columns build() {
        if (size == 0) {
            return Columns.NONE;
        }
        SchemaBuilder builder = new SchemaBuilder();
        List<Sheaf.Ear> ears = new ArrayList<>(size);
        for (Sheaf sheaf : sheaves.values()) {
            int family = builder.family(sheaf.family());
            for (Sheaf.Ear ear : sheaf.ears()) {
                builder.add(family, ear.suffix(), ear.labels());
                ears.add(ear);
            }
        }
        SchemaBuilder.Built built = builder.build();
        double[] last = new double[ears.size()];
        double[] base = new double[ears.size()];
        for (int arrival = 0; arrival < ears.size(); arrival++) {
            last[built.slots()[arrival]] = ears.get(arrival).last();
            base[built.slots()[arrival]] = ears.get(arrival).base();
        }
        boolean zero = Arrays.stream(base).allMatch(b -> b == 0);
        return new Columns(built.schema(), last, zero ? Columns.NO_BASE : base);
    }

    /** All that was added, readings and bases together. */
    Columns buildTotals() {
        Columns columns = build();
        return new Columns(columns.schema(), columns.totals(), Columns.NO_BASE);
    }
}
