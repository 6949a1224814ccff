package brokertally.ledger;

import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.function.IntPredicate;

/** Puts what a writer has read behind what an older lineage knew of the same series. Used once. */
final class Succession {
    /** How two pages of one node hang together. */
    enum Relation {
        /** One may have in it what the other has: the greater total holds. */
        OVERLAPPING,
        /** The older one ended before the own one began, maybe in the same life of the broker. */
        BEFORE,
        /** The older one ended in an earlier life of the broker. */
        EARLIER_LIFE
    }

    private final Relation relation;
    private final Columns known;
    private final Columns own;
    private final IntPredicate isFresh;
    private final double[] last;
    private final double[] base;

    /**
     * Two columns of one schema.
     *
     * @param known what the older lineage has; {@link Values#ABSENT} where it knows nothing
     * @param own what the writer has
     * @param isFresh true for a series whose last number is what the broker shows now
     */
    Succession(Relation relation, Columns known, Columns own, IntPredicate isFresh) {
        this.relation = relation;
        this.known = known;
        this.own = own;
        this.isFresh = isFresh;
        this.last = own.last().clone();
        this.base = new double[last.length];
    }

    Columns of(CountedSeries counted) {
        counted.forEach(this::unit);
        return new Columns(own.schema(), last, base);
    }

    /** True when the writer's own total of a number is less than what the older lineage read last: it began anew in between. */
    static boolean falls(Columns known, Columns own, int from, int end) {
        SeriesTable table = own.schema().table();
        for (int i = from; i < end; i++) {
            if (table.suffix(i) != Suffix.SUM && own.total(i) < known.last()[i]) {
                return true;
            }
        }
        return false;
    }

    private void unit(int from, int end) {
        boolean anew = relation == Relation.EARLIER_LIFE || falls(known, own, from, end);
        boolean less = isLess(from, end);
        for (int i = from; i < end; i++) {
            boolean ownIsAbsent = Values.isAbsent(own.last()[i]);
            if (Values.isAbsent(known.last()[i])) {
                base[i] = own.base(i);
            } else if (relation == Relation.OVERLAPPING) {
                overlap(i, ownIsAbsent || less);
            } else if (ownIsAbsent) {
                last[i] = anew ? 0 : known.last()[i];
                base[i] = anew ? known.total(i) : known.base(i);
            } else {
                base[i] = Columns.add(anew ? known.total(i) : known.base(i), own.base(i));
            }
        }
    }

    /** What is not shown now goes on from one page or the other as it stands there. */
    private void overlap(int i, boolean less) {
        if (isFresh.test(i) && !Values.isAbsent(own.last()[i])) {
            base[i] = Columns.baseFor(Math.max(known.total(i), own.total(i)), last[i]);
        } else {
            last[i] = less ? known.last()[i] : own.last()[i];
            base[i] = less ? known.base(i) : own.base(i);
        }
    }

    private boolean isLess(int from, int end) {
        SeriesTable table = own.schema().table();
        for (int i = from; i < end; i++) {
            if ((table.suffix(i) != Suffix.SUM || end == from + 1) && own.total(i) < known.total(i)) {
                return true;
            }
        }
        return false;
    }
}
