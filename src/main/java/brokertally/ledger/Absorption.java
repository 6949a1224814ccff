package brokertally.ledger;

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

    private final SeriesTable table;
    private final Life life;
    private final double[] values;
    private final double[] oldLast;
    private final double[] oldBase; // or no element
    private double[] last;
    private double[] base;
    private int[] absent = {};
    private int absentCount;

    Absorption(SeriesTable table, Life life, double[] values, Columns old) {
        this.table = table;
        this.life = life;
        this.values = values;
        this.oldLast = old.last();
        this.oldBase = old.base();
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
        int[] scalars = counted.scalars();
        for (int r = 0; r < scalars.length; r += 2) {
            for (int i = scalars[r]; i < scalars[r + 1]; i++) {
                unit(i, i + 1);
            }
        }
        int[] groups = counted.groups();
        for (int r = 0; r < groups.length; r += 2) {
            unit(groups[r], groups[r + 1]);
        }
        return this;
    }

    private void unit(int from, int end) {
        boolean begins = life == Life.NEWER || (life == Life.SAME && falls(from, end));
        for (int i = from; i < end; i++) {
            series(i, begins);
        }
    }

    /** One number that falls means that the whole histogram began anew. Its sum may fall by itself: it can have negative parts. */
    private boolean falls(int from, int end) {
        for (int i = from; i < end; i++) {
            if (table.suffix(i) != Suffix.SUM && isUsable(i) && values[i] < oldLast[i]) {
                return true;
            }
        }
        return false;
    }

    private void series(int i, boolean begins) {
        boolean known = !Values.isAbsent(oldLast[i]);
        boolean usable = isUsable(i);
        if (begins && known) {
            addToBase(i, oldLast[i]);
        } else if (life == Life.OLDER && known && usable) {
            addToBase(i, oldLast[i] - values[i]);
        }
        if (!usable) {
            missing(i, begins && known ? 0 : oldLast[i]);
        }
    }

    /** Anything else never enters a sum that is kept: NaN, infinities, and negative counts (traps 22, 23). */
    private boolean isUsable(int i) {
        double value = values[i];
        double least = table.suffix(i) == Suffix.SUM ? -Double.MAX_VALUE : 0;
        return value >= least && value <= Double.MAX_VALUE;
    }

    private void addToBase(int i, double amount) {
        if (amount == 0) {
            return;
        }
        if (base == oldBase) {
            base = oldBase.length == 0 ? new double[values.length] : oldBase.clone();
        }
        base[i] += amount;
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

    /** The page's part for the sample; scalars come before groups, so the indices are sorted here. */
    LedgerPage.Current result(brokertally.model.Schema schema) {
        int[] sorted = Arrays.copyOf(absent, absentCount);
        Arrays.sort(sorted);
        return new LedgerPage.Current(new Columns(schema, last, base), sorted);
    }
}
