package brokertally.text;

import java.nio.charset.StandardCharsets;

/**
 * Reads one number at a time: decimals with an optional exponent, {@code NaN}, {@code Inf} and {@code Infinity} in any case.
 * No hexadecimal floats and no underscores (as the parser of Prometheus), no number outside the range of double.
 *
 * <p>The result is the double nearest to the text, as of {@link Double#parseDouble}. Not thread-safe.
 */
final class NumberReader {
    private static final long ROOM_FOR_ONE_DIGIT_MORE = 100_000_000_000_000_000L;
    private static final long EXACT = 1L << 53;

    /** The powers of ten that a double holds exactly. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private double value;
    private int end;
    private long mantissa;
    private boolean complete;

    /** The number read last; a NaN is {@link Double#NaN}. */
    double value() {
        return value;
    }

    /** Index behind the number read last. */
    int end() {
        return end;
    }

    /** Reads the number at an index; false when there is none that ends at a blank, at a line end or at the limit. */
    boolean read(byte[] text, int from, int limit) {
        int start = from < limit && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        mantissa = 0;
        complete = true;
        int at = digits(text, start, limit);
        int count = at - start;
        int scale = 0;
        if (at < limit && text[at] == '.') {
            int fraction = at + 1;
            at = digits(text, fraction, limit);
            scale = at - fraction;
            count += scale;
        }
        if (count == 0) {
            return word(text, from, start, limit);
        }
        int exponent = 0;
        if (at < limit && (text[at] | 0x20) == 'e') {
            int behind = exponentEnd(text, at + 1, limit);
            if (behind < 0) {
                return false;
            }
            exponent = exponent(text, at + 1, behind);
            at = behind;
        }
        return isEnd(text, at, limit) && decimal(text, from, at, (long) exponent - scale);
    }

    private int digits(byte[] text, int from, int limit) {
        int at = from;
        long sum = mantissa;
        for (; at < limit; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            if (sum < ROOM_FOR_ONE_DIGIT_MORE) {
                sum = 10 * sum + digit;
            } else {
                complete = false;
            }
        }
        mantissa = sum;
        return at;
    }

    private static int exponentEnd(byte[] text, int from, int limit) {
        int first = from < limit && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        int at = first;
        while (at < limit && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at == first ? -1 : at;
    }

    private static int exponent(byte[] text, int from, int to) {
        int sum = 0;
        for (int at = from; at < to; at++) {
            if (text[at] >= '0' && sum < 100_000) {
                sum = 10 * sum + text[at] - '0';
            }
        }
        return text[from] == '-' ? -sum : sum;
    }

    private boolean decimal(byte[] text, int from, int to, long power) {
        double magnitude;
        if (complete && power == 0) {
            magnitude = mantissa;
        } else if (complete && mantissa <= EXACT && power >= -22 && power <= 22) {
            // Both operands are exact, so the one rounding of the operation is the rounding of the decimal.
            magnitude = power < 0 ? mantissa / POWERS[(int) -power] : mantissa * POWERS[(int) power];
        } else {
            int unsigned = text[from] == '-' ? from + 1 : from;
            magnitude = Double.parseDouble(new String(text, unsigned, to - unsigned, StandardCharsets.ISO_8859_1));
            if (Double.isInfinite(magnitude)) {
                return false;
            }
        }
        value = text[from] == '-' ? -magnitude : magnitude;
        end = to;
        return true;
    }

    private boolean word(byte[] text, int from, int start, int limit) {
        if (is(text, start, limit, "inf") || is(text, start, limit, "infinity")) {
            value = text[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return true;
        }
        value = Double.NaN;
        return start == from && is(text, start, limit, "nan");
    }

    private boolean is(byte[] text, int from, int limit, String word) {
        if (limit - from < word.length() || !isEnd(text, from + word.length(), limit)) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((text[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        end = from + word.length();
        return true;
    }

    private static boolean isEnd(byte[] text, int at, int limit) {
        return at == limit || text[at] == '\n' || text[at] == '\r' || Chars.isBlank(text[at]);
    }
}
