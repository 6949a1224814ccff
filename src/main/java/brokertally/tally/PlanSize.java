package brokertally.tally;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.model.Family;
import brokertally.model.Fingerprint;
import brokertally.model.SeriesTable;
import java.util.HashSet;
import java.util.Set;

/** How large an answer will be, known before a plan is made for it. */
public final class PlanSize {
    /** Of a series, besides its labels and its name: a number, a line end, and what the columns hold. */
    private static final int BYTES_OF_A_SERIES = 16;

    private PlanSize() {}

    /**
     * Bytes of the text that a plan like this would write, near enough for a limit: never much less, and more where nodes
     * of different schemas share series. Looks at families, not at series.
     */
    public static long textBytes(Selection selection, Gathered gathered, Catalog catalog) {
        Set<Fingerprint> merged = new HashSet<>();
        long bytes = 0;
        for (NodeView view : gathered.nodes()) {
            boolean shown = selection.mode() != Mode.NODE || view.node().equals(gathered.answering());
            if (shown && view.snapshot().isPresent()) {
                boolean first = merged.add(view.snapshot().get().schema().fingerprint());
                bytes += bytes(selection, view, first, catalog);
            }
        }
        for (Carried part : gathered.carriedIn(selection.mode())) {
            boolean shows = part.kind() == Carried.Kind.HELD;
            if (shows && merged.add(part.schema().fingerprint())) {
                bytes += bytes(selection, part, catalog);
            }
        }
        return bytes;
    }

    /** What a carried part adds whose series no node has. */
    private static long bytes(Selection selection, Carried part, Catalog catalog) {
        SeriesTable table = part.schema().table();
        long bytes = 0;
        for (int f = 0; f < table.families(); f++) {
            Family family = table.family(f);
            if (selection.wants(family) && catalog.isMonotone(family.name(), family.type())) {
                bytes += bytes(table, f, family.name().length());
            }
        }
        return bytes;
    }

    /** Label texts of a family and what each of its series takes besides them. */
    private static long bytes(SeriesTable table, int f, int names) {
        long each = BYTES_OF_A_SERIES;
        each += names;
        int labels = table.labelStart(table.end(f)) - table.labelStart(table.first(f));
        return labels + each * (table.end(f) - table.first(f));
    }

    /** What one node adds; of a schema that another node has too only the series that stay per node count. */
    private static long bytes(Selection selection, NodeView view, boolean first, Catalog catalog) {
        SeriesTable table = view.snapshot().orElseThrow().schema().table();
        long bytes = 0;
        for (int f = 0; f < table.families(); f++) {
            boolean wanted = selection.wants(table.family(f));
            if (wanted && (first || staysPerNode(selection, table, f, catalog))) {
                int names = table.family(f).name().length() + view.node().length();
                bytes += bytes(table, f, names);
            }
        }
        return bytes;
    }

    private static boolean staysPerNode(Selection selection, SeriesTable table, int f, Catalog catalog) {
        String name = table.family(f).name();
        return selection.mode() == Mode.UNAGGREGATED
                || catalog.classify(name, catalog.typeOf(name, table.family(f).type())) == AggregationClass.PER_NODE;
    }
}
