package brokertally.tally;

import brokertally.catalog.Catalog;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.SeriesTable;
import brokertally.model.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** An answer as lines of text, for reading and comparing in tests. */
record Answer(Plan plan, List<String> lines, List<Family> families) {
    private static final Catalog CATALOG = Catalog.load();

    /** The answer of the first node for {@code stats}. */
    static Answer of(Mode mode, NodeView... views) {
        return of(mode, CATALOG, gathered(views));
    }

    static Answer of(Mode mode, Catalog catalog, Gathered gathered) {
        return of(new Selection(mode, Endpoint.STATS, Set.of()), catalog, gathered);
    }

    static Answer of(Selection selection, Catalog catalog, Gathered gathered) {
        return filled(Plan.of(selection, gathered, catalog), gathered);
    }

    static Answer filled(Plan plan, Gathered gathered) {
        double[] out = new double[plan.slots()];
        Arrays.fill(out, 4711); // whatever was there before must not shine through
        Aggregator.fill(plan, gathered, out);
        SeriesTable layout = plan.layout();
        List<String> lines = new ArrayList<>();
        for (int f = 0; f < layout.families(); f++) {
            for (int series = layout.first(f); series < layout.end(f); series++) {
                if (!Values.isAbsent(out[series])) {
                    lines.add(line(layout, f, series, out[series]));
                }
            }
        }
        return new Answer(plan, lines, layout.familyList());
    }

    static Gathered gathered(NodeView... views) {
        return new Gathered(views[0].node(), views.length, List.of(views));
    }

    private static String line(SeriesTable layout, int family, int series, double value) {
        String labels = layout.labels(series);
        String number = value == Math.rint(value) && !Double.isInfinite(value)
                ? Long.toString((long) value)
                : Double.toString(value);
        return layout.family(family).name()
                + layout.suffix(series).text()
                + (labels.isEmpty() ? "" : "{" + labels + "}") + " " + number;
    }

    /** The brokers' series. */
    List<String> values() {
        return lines.stream().filter(line -> !line.startsWith("brokertally_")).toList();
    }

    /** The series that end the answer. */
    List<String> closing() {
        return lines.stream().filter(line -> line.startsWith("brokertally_")).toList();
    }

    Family family(String name) {
        return families.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }
}
