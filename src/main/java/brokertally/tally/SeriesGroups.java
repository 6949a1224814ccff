package brokertally.tally;

import brokertally.model.Bounds;
import brokertally.model.Labels;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The series of a histogram or summary family of several nodes, grouped into single histograms or summaries: one group for
 * each set of labels without {@code le} and {@code quantile}.
 */
final class SeriesGroups {
    private SeriesGroups() {}

    /**
     * One series of the union.
     *
     * @param suffix its suffix
     * @param bound its {@code le} or {@code quantile} as a number; NaN when it has none or one that is no number
     * @param text its label text on the first node that has it
     * @param sources for each part the index of its value, or -1
     */
    record Row(Suffix suffix, double bound, String text, int[] sources) {
        boolean bucket() {
            return suffix == Suffix.BUCKET && !Double.isNaN(bound);
        }

        /** True when one of these parts shows it. */
        boolean shown(List<Part> parts) {
            for (int p = 0; p < sources.length; p++) {
                if (sources[p] >= 0 && parts.get(p).shows()) {
                    return true;
                }
            }
            return false;
        }

        boolean total() {
            return suffix == Suffix.SUM || suffix == Suffix.COUNT;
        }
    }

    /** Bounds are equal as numbers (1 and 1.0); where there is no number the text decides. */
    private record Key(String base, Suffix suffix, double bound, String rest) {
        static final Comparator<Key> ORDER = Comparator.comparing(Key::base)
                .thenComparing(Key::suffix)
                .thenComparingDouble(Key::bound)
                .thenComparing(Key::rest);
    }

    /** The groups in the order of their labels; in each the rows by suffix and rising bound. */
    static List<List<Row>> of(List<Part> parts) {
        Map<Key, Row> rows = new TreeMap<>(Key.ORDER);
        for (int p = 0; p < parts.size(); p++) {
            SeriesTable table = parts.get(p).table();
            for (int series = parts.get(p).first(); series < parts.get(p).end(); series++) {
                int[] sources = row(table, series, rows, parts.size()).sources();
                if (sources[p] < 0) {
                    sources[p] = series;
                }
            }
        }
        List<List<Row>> groups = new ArrayList<>();
        String base = null;
        for (Map.Entry<Key, Row> entry : rows.entrySet()) {
            if (!entry.getKey().base().equals(base)) {
                base = entry.getKey().base();
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(entry.getValue());
        }
        return groups;
    }

    private static Row row(SeriesTable table, int series, Map<Key, Row> rows, int parts) {
        String text = table.labels(series);
        Suffix suffix = table.suffix(series);
        String name =
                switch (suffix) {
                    case BUCKET -> "le";
                    case NONE -> "quantile";
                    case SUM, COUNT -> "";
                };
        // Adding 0 makes -0 and 0 one bound.
        double bound = Bounds.of(Labels.value(text, name)) + 0.0;
        String base = Labels.without(text, name);
        Key key = new Key(base, suffix, bound, Double.isNaN(bound) ? text : "");
        return rows.computeIfAbsent(key, k -> {
            int[] sources = new int[parts];
            Arrays.fill(sources, -1);
            return new Row(suffix, bound, text, sources);
        });
    }
}
