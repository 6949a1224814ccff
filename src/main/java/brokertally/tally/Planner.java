package brokertally.tally;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.model.Family;
import brokertally.model.Fingerprint;
import brokertally.model.Layouts;
import brokertally.model.SeriesTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a {@link Plan}: gathers the families, puts them in order and decides what becomes of each. Used once. */
final class Planner {
    private final Selection selection;
    private final Gathered gathered;
    private final Catalog catalog;
    private final Layouts layout = new Layouts();
    private final FamilyWriter writer;
    private final List<String> clusterFamilies = new ArrayList<>();
    private int conflicts;

    private record Place(int order, String name) {
        static final Comparator<Place> ORDER =
                Comparator.comparingInt(Place::order).thenComparing(Place::name);
    }

    Planner(Selection selection, Gathered gathered, Catalog catalog) {
        this.selection = selection;
        this.gathered = gathered;
        this.catalog = catalog;
        this.writer = new FamilyWriter(
                layout, gathered.nodes().stream().map(NodeView::node).toList());
    }

    Plan plan() {
        for (FamilyParts family : families()) {
            if (selection.mode() == Mode.NODE) {
                layout.family(family.shown(catalog));
                writer.plain(family);
            } else {
                writeCluster(family);
            }
        }
        ClosingSlots closing = closing();
        Plan.Shape shape = new Plan.Shape(layout.build(), conflicts);
        return new Plan(PlanKey.of(selection, gathered), shape, writer.build(), closing);
    }

    private void writeCluster(FamilyParts family) {
        Family shown = family.shown(catalog);
        AggregationClass aggregation = family.aggregation(catalog);
        layout.family(shown);
        conflicts += family.conflicting(catalog) ? 1 : 0;
        if (aggregation == AggregationClass.CLUSTER) {
            writer.cluster(family, clusterFamilies.size());
            clusterFamilies.add(family.name());
        } else if (aggregation == AggregationClass.PER_NODE || selection.mode() == Mode.UNAGGREGATED) {
            writer.perNode(family);
        } else if (shown.type().isScalar()) {
            writer.fold(family, aggregation);
        } else {
            writer.sumGroups(family);
        }
    }

    private ClosingSlots closing() {
        if (selection.mode() != Mode.NODE) {
            List<String> nodes = gathered.nodes().stream().map(NodeView::node).toList();
            return Closing.writeCluster(selection.endpoint(), layout, nodes, clusterFamilies);
        }
        return selection.names().isEmpty()
                ? Closing.writeNode(selection.endpoint(), layout, gathered.answering())
                : ClosingSlots.NONE;
    }

    /** The wanted families: those of the catalog in its order, then the others by name. */
    private Iterable<FamilyParts> families() {
        Map<Place, FamilyParts> families = new TreeMap<>(Place.ORDER);
        Map<Fingerprint, SeriesTable> tables = new HashMap<>();
        List<NodeView> nodes = gathered.nodes();
        for (int n = 0; n < nodes.size(); n++) {
            NodeView view = nodes.get(n);
            boolean wanted = selection.mode() != Mode.NODE || view.node().equals(gathered.answering());
            if (wanted && view.snapshot().isPresent()) {
                // Equal schemas of several nodes are one object from here on: that makes comparing them cheap.
                SeriesTable table = tables.computeIfAbsent(
                        view.snapshot().get().schema().fingerprint(),
                        f -> view.snapshot().get().schema().table());
                addParts(n, table, families);
            }
        }
        return families.values();
    }

    private void addParts(int node, SeriesTable table, Map<Place, FamilyParts> families) {
        for (int f = 0; f < table.families(); f++) {
            String name = table.family(f).name();
            boolean wanted = table.family(f).endpoint() == selection.endpoint()
                    && selection.wants(name)
                    && !Closing.NAMES.contains(name);
            if (wanted) {
                families.computeIfAbsent(
                                new Place(catalog.orderOf(name), name), p -> new FamilyParts(name, new ArrayList<>()))
                        .parts()
                        .add(new Part(node, table, f));
            }
        }
    }
}
