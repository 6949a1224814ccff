package brokertally.text;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;

/**
 * Numbers as sample values. Every number reads back as the same double (NaN as NaN), in the shortest form for what is not
 * integral: integers up to 2^53 without point and exponent, decimals, {@code 1e+16} for the very large and very small,
 * {@code NaN}, {@code +Inf}, {@code -Inf}; {@code -0} keeps its sign.
 */
public final class NumberFormat {
    /** The most bytes that {@link #write} needs. */
    public static final int MAX_BYTES = 32;

    private static final long EXACT = 1L << 53;
    private static final long[] POWERS = powers();
    private static final long WORD_BOUND = 100_000_000;

    private NumberFormat() {}

    private static long[] powers() {
        long[] powers = new long[9];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = i == 0 ? 1 : 10 * powers[i - 1];
        }
        return powers;
    }

    /**
     * Writes a number at an index and gives the index behind it. The {@link #MAX_BYTES} from the first index on must be
     * free: those behind the number may change too.
     */
    public static int write(double v, byte[] out, int at) {
        long whole = (long) v;
        if (whole == v && whole <= EXACT && whole >= -EXACT) {
            if (whole > 0) {
                return integer(whole, out, at);
            }
            if (whole < 0 || Double.doubleToRawLongBits(v) != 0) {
                out[at] = '-';
                return integer(-whole, out, at + 1);
            }
            out[at] = '0';
            return at + 1;
        }
        return fraction(v, out, at);
    }

    /** Up to 16 digits, in one or two words of eight. */
    private static int integer(long value, byte[] out, int at) {
        if (value < WORD_BOUND) {
            int length = length(value);
            Digits.put(out, at, Digits.text((int) value) >>> Long.SIZE - Byte.SIZE * length);
            return at + length;
        }
        long high = value / WORD_BOUND;
        int behind = integer(high, out, at);
        Digits.put(out, behind, Digits.text((int) (value - WORD_BOUND * high)));
        return behind + Long.BYTES;
    }

    /** Number of decimal digits; without a branch, since the lengths of neighbours differ. */
    private static int length(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        int estimate = bits * 1233 >>> 12; // log10(2) = 1233 / 4096
        return estimate + (int) (POWERS[estimate] - 1 - (value | 1) >>> 63);
    }

    /**
     * Thousandths first: the quotient of two exact integers is the double nearest to that decimal, and no two decimals of up
     * to 15 digits share a double, so the decimal is the shortest as well.
     */
    private static int fraction(double v, byte[] out, int at) {
        double scaled = Math.rint(v * 1000);
        if (Math.abs(scaled) < 1e15 && scaled / 1000 == v) {
            long thousandths = (long) Math.abs(scaled);
            int p = at;
            if (v < 0) {
                out[p++] = '-';
            }
            long whole = thousandths / 1000;
            int rest = (int) (thousandths - 1000 * whole);
            p = integer(whole, out, p);
            out[p] = '.';
            Digits.put(out, p + 1, Digits.text(rest) >>> 40); // the last three of eight digits
            return p + (rest % 10 != 0 ? 4 : rest % 100 != 0 ? 3 : 2);
        }
        return ascii(shortest(v), out, at);
    }

    private static String shortest(double v) {
        if (Double.isNaN(v)) {
            return "NaN";
        }
        if (Double.isInfinite(v)) {
            return v > 0 ? "+Inf" : "-Inf";
        }
        // The JDK's own Double.toString is not always the shortest before 19.
        return DoubleToDecimal.toString(v);
    }

    /** Copies the text; Java's {@code 1.0E10} becomes {@code 1e+10}. */
    private static int ascii(String text, byte[] out, int at) {
        int p = at;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'E') {
                p -= out[p - 1] == '0' && out[p - 2] == '.' ? 2 : 0;
                out[p++] = 'e';
                if (text.charAt(i + 1) != '-') {
                    out[p++] = '+';
                }
            } else {
                out[p++] = (byte) c;
            }
        }
        return p;
    }
}
