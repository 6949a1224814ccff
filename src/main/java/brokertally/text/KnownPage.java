package brokertally.text;

import brokertally.model.Endpoint;
import java.util.Arrays;

/**
 * A page as it was last time, without its numbers: everything between one number and the next is one chunk of bytes, with
 * comments, blank lines and bad lines in it. A page whose chunks are the same has the same lines, so only numbers are read.
 */
final class KnownPage {
    /** An integral number of so many digits cannot overflow a long. */
    private static final int SAFE_DIGITS = 18;

    private final Endpoint endpoint;
    private final Page.Dialect dialect;
    private final byte[] chunks; // one behind the other
    private final int[] ends; // of the chunk before each number
    private final int[] slots; // of each number; -1: not kept
    private final NumberReader numbers = new NumberReader();
    private final LineTail tail;

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
            double value;
            long sum = 0;
            int stop = Math.min(limit, number + SAFE_DIGITS);
            at = number;
            for (; at < stop; at++) {
                int digit = text[at] - '0';
                if (digit < 0 || digit > 9) {
                    break;
                }
                sum = 10 * sum + digit;
            }
            if (at > number && at < limit && text[at] == '\n') {
                value = sum;
            } else {
                if (!numbers.read(text, number, limit)) {
                    return false;
                }
                value = numbers.value();
                at = tail.skip(text, numbers.end(), limit);
                if (at < 0) {
                    return false;
                }
            }
            if (slots[i] >= 0) {
                values[slots[i]] = value;
            }
        }
        return Arrays.equals(chunks, chunk, chunks.length, text, at, limit);
    }
}
