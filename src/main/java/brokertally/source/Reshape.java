package brokertally.source;

import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.Arrays;

/**
 * The way from a page's series to the series that are shown: a target schema, and for each pair i the number of source
 * series {@code from[i]} that goes into target series {@code to[i]}. Where several go into one they are added.
 */
final class Reshape {
    private final Schema target;
    private final int[] from;
    private final int[] to;
    private final boolean[] rises;

    /** Takes the arrays over; {@code from} and {@code to} have one length. */
    Reshape(Schema target, int[] from, int[] to) {
        this.target = target;
        this.from = from;
        this.to = to;
        this.rises = new boolean[target.size()];
        SeriesTable table = target.table();
        for (int f = 0; f < table.families(); f++) {
            for (int s = table.first(f); s < table.end(f); s++) {
                rises[s] = rises(table.family(f), table.suffix(s));
            }
        }
    }

    private static boolean rises(Family family, Suffix suffix) {
        return family.type() == MetricType.COUNTER || suffix == Suffix.BUCKET || suffix == Suffix.COUNT;
    }

    Schema target() {
        return target;
    }

    /**
     * The numbers of the target, in a new array.
     *
     * @param values one for each series of the target, {@link Values#ABSENT} where nothing came or a counter was negative
     * @param refused how many negative counters were met (trap 23)
     */
    record Shaped(double[] values, int refused) {}

    Shaped apply(double[] source) {
        double[] values = new double[target.size()];
        Arrays.fill(values, Values.ABSENT);
        int refused = 0;
        for (int i = 0; i < from.length; i++) {
            double value = source[from[i]];
            int slot = to[i];
            if (value < 0 && rises[slot]) {
                refused++;
            } else if (Values.isAbsent(values[slot])) {
                values[slot] = value;
            } else {
                values[slot] += value;
            }
        }
        if (refused > 0) {
            refuse(source, values);
        }
        return new Shaped(values, refused);
    }

    /** A sum with a refused part is no sum. */
    private void refuse(double[] source, double[] values) {
        for (int i = 0; i < from.length; i++) {
            if (source[from[i]] < 0 && rises[to[i]]) {
                values[to[i]] = Values.ABSENT;
            }
        }
    }
}
