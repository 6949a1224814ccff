package brokertally.tally;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.model.Family;
import brokertally.model.Fingerprint;
import brokertally.model.Layouts;
import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a {@link Plan}: gathers the families, puts them in order and decides what becomes of each. Used once. */
final class Planner {
    private final Selection selection;
    private final Gathered gathered;
    private final Catalog catalog;
    private final List<Carried> carried;
    private final Layouts layout = new Layouts();
    private final FamilyWriter writer;
    private final List<String> clusterFamilies = new ArrayList<>();
    private int conflicts;

    private record Place(int order, String name) {
        static final Comparator<Place> ORDER =
                Comparator.comparingInt(Place::order).thenComparing(Place::name);
    }

    /** One family as it has been found; the parts are those of the nodes. */
    private record Found(FamilyParts family, List<Part> carried) {
        static Found of(String name) {
            return new Found(new FamilyParts(name, new ArrayList<>()), new ArrayList<>());
        }
    }

    Planner(Selection selection, Gathered gathered, Catalog catalog) {
        this.selection = selection;
        this.gathered = gathered;
        this.catalog = catalog;
        this.carried = gathered.carriedIn(selection.mode());
        this.writer = new FamilyWriter(
                layout,
                Stream.concat(
                                gathered.nodes().stream().map(NodeView::node),
                                carried.stream().map(Carried::node))
                        .toList());
    }

    Plan plan() {
        for (Found found : families()) {
            found.family().joined(found.carried(), catalog).ifPresent(this::write);
        }
        ClosingSlots closing = closing();
        Plan.Shape shape = new Plan.Shape(layout.build(), conflicts);
        return new Plan(PlanKey.of(selection, gathered), shape, writer.build(), closing);
    }

    private void write(FamilyParts family) {
        if (selection.mode() == Mode.NODE) {
            layout.family(family.shown(catalog));
            writer.plain(family);
        } else {
            writeCluster(family);
        }
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
            return Closing.writeCluster(selection.first(), layout, nodes, clusterFamilies);
        }
        return selection.names().isEmpty()
                ? Closing.writeNode(selection.first(), layout, gathered.answering())
                : ClosingSlots.NONE;
    }

    /** The wanted families: those of the catalog in its order, then the others by name. */
    private Iterable<Found> families() {
        Map<Place, Found> families = new TreeMap<>(Place.ORDER);
        // Equal schemas of several nodes are one object from here on: that makes comparing them cheap.
        Map<Fingerprint, SeriesTable> tables = new HashMap<>();
        List<NodeView> nodes = gathered.nodes();
        for (int n = 0; n < nodes.size(); n++) {
            NodeView view = nodes.get(n);
            boolean wanted = selection.mode() != Mode.NODE || view.node().equals(gathered.answering());
            if (wanted && view.snapshot().isPresent()) {
                SeriesTable table = shared(tables, view.snapshot().get().schema());
                for (int f = 0; f < table.families(); f++) {
                    if (wanted(table.family(f))) {
                        Part part = new Part(n, Carried.Kind.HELD, table, f);
                        add(part, found(families, part).family().parts());
                    }
                }
            }
        }
        for (int c = 0; c < carried.size(); c++) {
            SeriesTable table = shared(tables, carried.get(c).schema());
            for (int f = 0; f < table.families(); f++) {
                Family family = table.family(f);
                if (wanted(family) && catalog.isMonotone(family.name(), family.type())) {
                    Part part = new Part(nodes.size() + c, carried.get(c).kind(), table, f);
                    add(part, found(families, part).carried());
                }
            }
        }
        return families.values();
    }

    /** A schema has its families by endpoint: of a name that a node has at two endpoints the first one counts. */
    private static void add(Part part, List<Part> parts) {
        if (parts.isEmpty() || parts.get(parts.size() - 1).node() != part.node()) {
            parts.add(part);
        }
    }

    private static SeriesTable shared(Map<Fingerprint, SeriesTable> tables, Schema schema) {
        return tables.computeIfAbsent(schema.fingerprint(), f -> schema.table());
    }

    private boolean wanted(Family family) {
        return selection.wants(family) && !Closing.NAMES.contains(family.name());
    }

    private Found found(Map<Place, Found> families, Part part) {
        String name = part.declared().name();
        return families.computeIfAbsent(new Place(catalog.orderOf(name), name), place -> Found.of(name));
    }
}
