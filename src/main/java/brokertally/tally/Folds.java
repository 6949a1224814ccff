package brokertally.tally;

import brokertally.model.Values;

/**
 * How one more value enters a total. A total starts as {@link Values#ABSENT}. An absent value changes nothing; a NaN of a
 * broker never enters a total and shows only where no node has a number (trap 22). Doubles hold integers exactly up to
 * 2^53; beyond that, and for infinities, the rules of IEEE 754 hold.
 */
final class Folds {
    /**
     * What +Inf and -Inf make. It stays, whatever comes next, so that the order of the nodes does not matter; a plain NaN
     * would give way to the next number.
     */
    private static final long CLASH_BITS = 0x7ff8_c1a5_4c1a_54c1L;

    private static final double CLASH = Double.longBitsToDouble(CLASH_BITS);

    private Folds() {}

    static double add(double total, double value) {
        double sum = total + value;
        return Double.isNaN(sum) ? addOdd(total, value) : sum;
    }

    private static double addOdd(double total, double value) {
        if (Double.isNaN(value)) {
            return without(total, value);
        }
        if (!Double.isNaN(total)) {
            return CLASH;
        }
        return Double.doubleToRawLongBits(total) == CLASH_BITS ? total : value;
    }

    static double and(double total, double value) {
        if (Double.isNaN(value)) {
            return without(total, value);
        }
        return value > 0 && (Double.isNaN(total) || total > 0) ? 1 : 0;
    }

    static double max(double total, double value) {
        if (Double.isNaN(value)) {
            return without(total, value);
        }
        return Double.isNaN(total) ? value : Math.max(total, value);
    }

    static double min(double total, double value) {
        if (Double.isNaN(value)) {
            return without(total, value);
        }
        return Double.isNaN(total) ? value : Math.min(total, value);
    }

    /** The total after a value that is no number. */
    private static double without(double total, double value) {
        return Values.isAbsent(total) ? value : total;
    }
}
