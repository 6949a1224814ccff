package brokertally.tally;

import brokertally.model.Layouts;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import java.util.Arrays;
import java.util.List;

/**
 * The union of several nodes' series of one scalar family, in the order of their label texts. A series that only parts
 * have which do not show it is left out.
 */
final class ScalarUnion {
    private ScalarUnion() {}

    /** Hears where each value belongs; for one slot the nodes come in order. */
    interface Listener {
        void put(Part part, int source, int slot);
    }

    /** Adds each series that a part shows once to the open family of the layout and tells which values belong there. */
    static void write(List<Part> parts, Layouts layout, Listener listener) {
        Part first = parts.get(0);
        if (parts.stream().allMatch(first::sameSeries)) {
            writeEqual(parts, layout, listener);
        } else {
            writeMerged(parts, layout, listener);
        }
    }

    private static void writeEqual(List<Part> parts, Layouts layout, Listener listener) {
        int start = layout.size();
        Part first = parts.get(0);
        for (int series = first.first(); series < first.end(); series++) {
            layout.add(Suffix.NONE, first.table().labels(series));
        }
        for (Part part : parts) {
            for (int i = 0; i < part.size(); i++) {
                listener.put(part, part.first() + i, start + i);
            }
        }
    }

    /** Schemas have their series sorted, so the union is a merge of sorted rows. */
    private static void writeMerged(List<Part> parts, Layouts layout, Listener listener) {
        int[] at = parts.stream().mapToInt(Part::first).toArray();
        int[] have = new int[at.length]; // the parts that have the series at hand
        for (int least = least(parts, at); least >= 0; least = least(parts, at)) {
            SeriesTable table = parts.get(least).table();
            int series = at[least];
            int having = 0;
            boolean shown = false;
            for (int p = least; p < at.length; p++) {
                Part part = parts.get(p);
                if (at[p] < part.end() && part.table().sameSeries(at[p], table, series)) {
                    have[having++] = p;
                    shown |= part.shows();
                }
            }
            int slot = shown ? layout.add(Suffix.NONE, table.labels(series)) : -1;
            for (int i = 0; i < having; i++) {
                int source = at[have[i]]++;
                if (shown) {
                    listener.put(parts.get(have[i]), source, slot);
                }
            }
        }
    }

    /** The first part whose next series is the smallest of all; -1 when all are through. */
    private static int least(List<Part> parts, int[] at) {
        int least = -1;
        for (int p = 0; p < at.length; p++) {
            if (at[p] == parts.get(p).end()) {
                continue;
            }
            if (least < 0
                    || compare(parts.get(p).table(), at[p], parts.get(least).table(), at[least]) < 0) {
                least = p;
            }
        }
        return least;
    }

    private static int compare(SeriesTable a, int i, SeriesTable b, int k) {
        return Arrays.compareUnsigned(
                a.labelPool(),
                a.labelStart(i),
                a.labelStart(i + 1),
                b.labelPool(),
                b.labelStart(k),
                b.labelStart(k + 1));
    }
}
