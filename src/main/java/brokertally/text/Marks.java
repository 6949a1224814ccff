package brokertally.text;

import java.util.Arrays;

/** Where the numbers of a page stand, and which arrival each of them is. */
final class Marks {
    private int[] marks = new int[3 * 64];
    private int count;
    private int numberBytes;

    /** Notes one number; the tail ends at the line's {@code \n}; the arrival is -1 for a sample that is not kept. */
    void add(int numberFrom, int tailTo, int arrival) {
        if (3 * count == marks.length) {
            marks = Arrays.copyOf(marks, 2 * marks.length);
        }
        marks[3 * count] = numberFrom;
        marks[3 * count + 1] = tailTo;
        marks[3 * count + 2] = arrival;
        numberBytes += tailTo - numberFrom;
        count++;
    }

    /** Length of all numbers with their tails. */
    int numberBytes() {
        return numberBytes;
    }

    int count() {
        return count;
    }

    int numberFrom(int i) {
        return marks[3 * i];
    }

    int tailTo(int i) {
        return marks[3 * i + 1];
    }

    int arrival(int i) {
        return marks[3 * i + 2];
    }
}
