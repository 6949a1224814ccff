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
    private static final byte[] TENS = digits(10);
    private static final byte[] ONES = digits(1);

    private NumberFormat() {}

    private static byte[] digits(int divisor) {
        byte[] digits = new byte[100];
        for (int i = 0; i < 100; i++) {
            digits[i] = (byte) ('0' + i / divisor % 10);
        }
        return digits;
    }

    /** Writes a number at an index, where {@link #MAX_BYTES} must be free, and gives the index behind it. */
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

    private static int integer(long value, byte[] out, int at) {
        int end = at + length(value);
        int p = end;
        long high = value;
        while (high > Integer.MAX_VALUE) {
            long next = high / 100;
            int pair = (int) (high - 100 * next);
            out[--p] = ONES[pair];
            out[--p] = TENS[pair];
            high = next;
        }
        int low = (int) high;
        while (low >= 100) {
            int next = low / 100;
            int pair = low - 100 * next;
            out[--p] = ONES[pair];
            out[--p] = TENS[pair];
            low = next;
        }
        out[--p] = ONES[low];
        if (low >= 10) {
            out[--p] = TENS[low];
        }
        return end;
    }

    private static int length(long value) {
        int length = 1;
        for (long bound = 10; value >= bound; bound *= 10) {
            length++;
        }
        return length;
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
            out[p + 1] = (byte) ('0' + rest / 100);
            out[p + 2] = TENS[rest % 100];
            out[p + 3] = ONES[rest % 100];
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
