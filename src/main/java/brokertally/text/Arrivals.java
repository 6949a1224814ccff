package brokertally.text;

import brokertally.model.SchemaBuilder;
import brokertally.model.Suffix;
import java.util.Arrays;

/** The samples of all pages in the order of the text: their series go to the builder, their numbers stay here. */
final class Arrivals {
    private final SchemaBuilder builder;
    private final int limit;
    private double[] values = new double[64];

    Arrivals(SchemaBuilder builder, int limit) {
        this.builder = builder;
        this.limit = limit;
    }

    boolean isFull() {
        return builder.size() >= limit;
    }

    /** Adds a sample and gives its number among the arrivals. */
    int add(int family, Suffix suffix, LabelBlock labels, double value) {
        int arrival = builder.size();
        builder.add(family, suffix, labels.bytes(), labels.from(), labels.to());
        if (arrival == values.length) {
            values = Arrays.copyOf(values, 2 * arrival);
        }
        values[arrival] = value;
        return arrival;
    }

    /** Puts every number into its slot. */
    void spread(int[] slots, double[] into) {
        for (int arrival = 0; arrival < slots.length; arrival++) {
            if (slots[arrival] >= 0) {
                into[slots[arrival]] = values[arrival];
            }
        }
    }
}
