package brokertally.ledger;

import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.Arrays;

/**
 * Takes the values of one sample into a page, unit by unit. Arrays are copied at the first number that differs, so that a
 * sample in which nothing falls costs nothing but the look at it. Used once.
 */
final class Absorption {
    /** What the life of the sample is to the life of the page. */
    enum Life {
        /** Counters go on, or fall one by one. */
        SAME,
        /** All counters began anew. */
        NEWER,
        /** Nobody knows how much of it is counted already; it goes on from where the page stands. */
        OLDER
    }

    private final Schema schema;
    private final SeriesTable table;
    private final Life life;
    private final double[] values;
    private final double[] oldLast;
    private final double[] oldBase; // or no element
    private double[] last;
    private double[] base;
    private int[] absent = {};
    private int absentCount;

    /** Values of a schema behind what is known of the same schema's series. */
    Absorption(Life life, double[] values, Columns known) {
        this.schema = known.schema();
        this.table = schema.table();
        this.life = life;
        this.values = values;
        this.oldLast = known.last();
        this.oldBase = known.base();
        this.last = values;
        this.base = oldBase;
    }

    /** True when no counted series falls, begins or is missing: the page of the sample has its values as they are. */
    static boolean isPlain(CountedSeries counted, double[] values, double[] last) {
        return isPlain(counted.scalars(), values, last) && isPlain(counted.groups(), values, last);
    }

    private static boolean isPlain(int[] runs, double[] values, double[] last) {
        for (int r = 0; r < runs.length; r += 2) {
            for (int i = runs[r]; i < runs[r + 1]; i++) {
                // Written so that a NaN on either side is not plain.
                if (!(values[i] >= last[i] && values[i] <= Double.MAX_VALUE)) {
                    return false;
                }
            }
        }
        return true;
    }

    Absorption take(CountedSeries counted) {
        counted.forEach(this::unit);
        return this;
    }

    private void unit(int from, int end) {
        boolean readable = isReadable(from, end);
        boolean begins = life == Life.NEWER || (life == Life.SAME && readable && falls(from, end));
        for (int i = from; i < end; i++) {
            series(i, begins, readable && isUsable(i, values));
        }
    }

    /**
     * A histogram is read as a whole or not at all, so that all its numbers are of one moment. Only its sum may be missing:
     * one NaN that was observed makes it NaN for good.
     */
    private boolean isReadable(int from, int end) {
        for (int i = from; i < end; i++) {
            if (table.suffix(i) != Suffix.SUM && !isUsable(i, values)) {
                return false;
            }
        }
        return true;
    }

    /** One number that falls means that the whole histogram began anew. Its sum may fall by itself: it can have negative parts. */
    private boolean falls(int from, int end) {
        for (int i = from; i < end; i++) {
            if (table.suffix(i) != Suffix.SUM && values[i] < oldLast[i]) {
                return true;
            }
        }
        return false;
    }

    private void series(int i, boolean begins, boolean usable) {
        boolean known = isUsable(i, oldLast);
        if (known && begins) {
            moveBase(i, Columns.add(baseOf(i), oldLast[i]));
        } else if (known && usable && life == Life.OLDER) {
            moveBase(i, Columns.baseFor(Columns.add(baseOf(i), oldLast[i]), values[i]));
        }
        if (!usable) {
            double kept = begins ? 0 : oldLast[i];
            missing(i, known ? kept : Values.ABSENT);
        }
    }

    /** Anything else never enters a sum that is kept: NaN, infinities, and negative counts (traps 22, 23). */
    private boolean isUsable(int i, double[] numbers) {
        double least = table.suffix(i) == Suffix.SUM ? -Double.MAX_VALUE : 0;
        return numbers[i] >= least && numbers[i] <= Double.MAX_VALUE;
    }

    private double baseOf(int i) {
        return base.length == 0 ? 0 : base[i];
    }

    private void moveBase(int i, double amount) {
        if (amount == baseOf(i)) {
            return;
        }
        if (base == oldBase) {
            base = oldBase.length == 0 ? new double[values.length] : oldBase.clone();
        }
        base[i] = amount;
    }

    private void missing(int i, double kept) {
        if (last == values) {
            last = values.clone();
        }
        last[i] = kept;
        if (absentCount == absent.length) {
            absent = Arrays.copyOf(absent, Math.max(8, 2 * absentCount));
        }
        absent[absentCount++] = i;
    }

    /** True when a series has another base than before. */
    boolean baseMoved() {
        return base != oldBase;
    }

    /** The page's part for the sample. Scalars come before groups, so the indices are sorted here. */
    LedgerPage.Current result() {
        int[] sorted = Arrays.copyOf(absent, absentCount);
        Arrays.sort(sorted);
        return new LedgerPage.Current(new Columns(schema, last, base), sorted);
    }
}
