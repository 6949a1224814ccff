package brokertally.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads and writes up to eight digits at once, as a long of eight bytes: a loop over the digits would pay a mispredicted branch for every
 * number, since their widths differ from line to line.
 */
final class Digits {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ZEROS = 0x3030303030303030L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SIX_BELOW_HIGH_BIT = 0x7676767676767676L;

    private Digits() {}

    /** The eight bytes at an index, the digits among them as 0 … 9. */
    static long word(byte[] text, int at) {
        return (long) LONGS.get(text, at) ^ ZEROS;
    }

    /** How many of the bytes of a word are digits, up to the first that is none. */
    static int count(long word) {
        // Only 10 … 255 reach the high bit; a carry can falsify none but the bytes behind the first such.
        long others = (word + SIX_BELOW_HIGH_BIT | word) & HIGH_BITS;
        return Long.numberOfTrailingZeros(others) >>> 3;
    }

    /** The number that the first digits of a word are; at least one. */
    static long value(long word, int count) {
        long digits = word << 64 - 8 * count; // zeros in front
        long pairs = (10 * digits + (digits >>> 8)) & 0x00ff00ff00ff00ffL;
        long fours = (100 * pairs + (pairs >>> 16)) & 0x0000ffff0000ffffL;
        return 10_000 * fours + (fours >>> 32) & 0xffffffffL;
    }

    /** The eight digits of a number below 10^8, with zeros in front, as text for {@link #put}. */
    static long text(int value) {
        long high = value / 10_000;
        long fours = high | value - 10_000 * high << 32;
        // The products are exact quotients for all numbers of four and of two digits.
        long hundreds = fours * 10_486 >>> 20 & 0x0000007f0000007fL;
        long pairs = hundreds | fours - 100 * hundreds << 16;
        long tens = pairs * 103 >>> 10 & 0x000f000f000f000fL;
        return (tens | pairs - 10 * tens << 8) + ZEROS;
    }

    /** Writes the eight bytes of a text. */
    static void put(byte[] out, int at, long text) {
        LONGS.set(out, at, text);
    }
}
