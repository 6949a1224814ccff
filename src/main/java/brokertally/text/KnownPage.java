package brokertally.text;

import brokertally.model.Endpoint;
import java.util.Arrays;

/**
 * A page as it was last time, without its numbers: everything between one number and the next is one chunk of bytes, with
 * comments, blank lines and bad lines in it. A page whose chunks are the same has the same lines, so only numbers are read.
 */
final class KnownPage {
    private static final int WORD = 8;
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};

    private final Endpoint endpoint;
    private final Page.Dialect dialect;
    private final byte[] chunks; // one behind the other
    private final int[] ends; // of the chunk before each number
    private final int[] slots; // of each number; -1: not kept
    private final NumberReader numbers = new NumberReader();
    private final LineTail tail;
    private double value; // of the number read last

    /** Remembers a page that has just been read; the slots are those of the arrivals. */
    KnownPage(Page page, Marks marks, int[] slotOfArrival) {
        this.endpoint = page.endpoint();
        this.dialect = page.dialect();
        this.tail = new LineTail(dialect);
        this.ends = new int[marks.count()];
        this.slots = new int[marks.count()];
        byte[] text = page.body();
        this.chunks = new byte[page.length() - marks.numberBytes()];
        int length = 0;
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            int to = marks.numberFrom(i);
            System.arraycopy(text, from, chunks, length, to - from);
            length += to - from;
            from = marks.tailTo(i);
            ends[i] = length;
            slots[i] = marks.arrival(i) < 0 ? -1 : slotOfArrival[marks.arrival(i)];
        }
        System.arraycopy(text, from, chunks, length, page.length() - from);
    }

    /** Reads the numbers into their slots; false, with some slots written, when the page has other lines than last time. */
    boolean read(Page page, double[] values) {
        if (page.endpoint() != endpoint || page.dialect() != dialect) {
            return false;
        }
        byte[] text = page.body();
        int limit = page.length();
        int at = 0;
        int chunk = 0;
        for (int i = 0; i < ends.length; i++) {
            int number = at + ends[i] - chunk;
            if (number > limit || !Arrays.equals(chunks, chunk, ends[i], text, at, number)) {
                return false;
            }
            chunk = ends[i];
            at = limit - number > 2 * WORD ? integer(text, number, limit) : number(text, number, limit);
            if (at < 0) {
                return false;
            }
            if (slots[i] >= 0) {
                values[slots[i]] = value;
            }
        }
        return Arrays.equals(chunks, chunk, chunks.length, text, at, limit);
    }

    /** Reads an integral number of at most 15 digits that ends its line; leaves anything else to {@link #number}. */
    private int integer(byte[] text, int from, int limit) {
        long word = Digits.word(text, from);
        int count = Digits.count(word);
        if (count == 0) {
            return number(text, from, limit);
        }
        long sum = Digits.value(word, count);
        if (count == WORD) {
            word = Digits.word(text, from + WORD);
            int more = Digits.count(word);
            if (more == WORD) {
                return number(text, from, limit);
            }
            if (more > 0) {
                sum = sum * POWERS[more] + Digits.value(word, more);
                count += more;
            }
        }
        value = sum;
        return text[from + count] == '\n' ? from + count : number(text, from, limit);
    }

    /** Reads any number and what is behind it; gives the index of the end of the line, or a negative number for a bad line. */
    private int number(byte[] text, int from, int limit) {
        if (!numbers.read(text, from, limit)) {
            return -1;
        }
        value = numbers.value();
        return tail.skip(text, numbers.end(), limit);
    }
}
