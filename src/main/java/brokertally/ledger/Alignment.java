package brokertally.ledger;

import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import brokertally.model.Values;
import java.util.Arrays;

/**
 * What a page knows, in the order of another schema: the broker shows other series than before. Those that it shows no more
 * are dropped with all they had, and come back from there. Used once.
 */
final class Alignment {
    private final Schema next;
    private final Place current;
    private final Place dropped;
    private final double[] last;
    private double[] base = Columns.NO_BASE;

    private Alignment(Known known, Schema next) {
        this.next = next;
        this.current = new Place(known.current, known.counted);
        this.dropped = new Place(known.dropped, CountedSeries.all(known.dropped));
        this.last = new double[next.size()];
        Arrays.fill(last, Values.ABSENT);
    }

    /**
     * What there is to align.
     *
     * @param current what was shown last
     * @param counted which series of it count
     * @param dropped what was shown before and counts
     */
    record Known(Columns current, CountedSeries counted, Columns dropped) {}

    /**
     * The outcome.
     *
     * @param known for each series of the next schema what is known of it; {@link Values#ABSENT} where nothing
     * @param dropped what the next schema does not have
     * @param forgotten series that had to be let go because there were more dropped ones than allowed
     */
    record Aligned(Columns known, Columns dropped, int forgotten) {}

    /** Aligns to the series of a schema that count. */
    static Aligned of(Known known, Schema next, CountedSeries counted, int maxDropped) {
        Alignment alignment = new Alignment(known, next);
        counted.forEach(alignment::take);
        return alignment.result(maxDropped);
    }

    /** Columns in which series are found, and which of them are taken already. */
    private static final class Place {
        private final Columns columns;
        private final CountedSeries counted;
        private final boolean[] counts;
        private final boolean[] taken;
        private final SeriesFinder finder;

        private Place(Columns columns, CountedSeries counted) {
            this.columns = columns;
            this.counted = counted;
            this.counts = counted.mask(columns.size());
            this.taken = new boolean[columns.size()];
            this.finder = new SeriesFinder(columns.schema().table());
        }

        /** Where a unit of another table begins here; -1 when it is not here, or not as a whole. */
        private int find(SeriesTable table, int from, int end) {
            int family = SeriesFinder.familyOf(table, from);
            int start = finder.find(table, family, from);
            if (start < 0 || !counts[start] || taken[start]) {
                return -1;
            }
            // A histogram goes on only where it has the very bounds it had: otherwise its numbers mean something else.
            if (!table.family(family).type().isScalar() && !counted.isGroup(start, start + end - from)) {
                return -1;
            }
            for (int i = from + 1; i < end; i++) {
                if (finder.find(table, family, i) != start + i - from) {
                    return -1;
                }
            }
            return start;
        }
    }

    private void take(int from, int end) {
        if (!take(current, from, end)) {
            take(dropped, from, end);
        }
    }

    private boolean take(Place place, int from, int end) {
        int start = place.find(next.table(), from, end);
        for (int i = from; i < end && start >= 0; i++) {
            copy(place, start + i - from, i);
        }
        return start >= 0;
    }

    private void copy(Place place, int found, int i) {
        place.taken[found] = true;
        last[i] = place.columns.last()[found];
        double behind = place.columns.base(found);
        if (behind != 0) {
            if (base.length == 0) {
                base = new double[last.length];
            }
            base[i] = behind;
        }
    }

    private Aligned result(int maxDropped) {
        Harvest leftover = new Harvest(maxDropped);
        leftover.add(current.columns, current.counted, i -> !current.taken[i]);
        leftover.add(dropped.columns, dropped.counted, i -> !dropped.taken[i]);
        return new Aligned(new Columns(next, last, base), leftover.build(), leftover.forgotten());
    }
}
