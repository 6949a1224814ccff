package brokertally.tally;

import brokertally.catalog.AggregationClass;
import brokertally.model.Labels;
import brokertally.model.Layouts;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Writes the series of the open family into the layout, in one of five ways, and notes which values go there. */
final class FamilyWriter {
    private final Layouts layout;
    private final List<NodeWriter> nodes = new ArrayList<>();
    private final BitSet begun = new BitSet(); // slots of sums that have a first value

    /** What is noted for one node. */
    private record NodeWriter(String name, String label, ColumnBuilder columns, Ints bucketSteps, Ints clusterUnits) {
        static NodeWriter of(String name) {
            return new NodeWriter(name, Labels.withNode(name, ""), new ColumnBuilder(), new Ints(), new Ints());
        }

        /** The label text with the node in front. */
        String labelled(String labels) {
            if (labels.contains("node=\"")) {
                return Labels.withNode(name, labels);
            }
            return labels.isEmpty() ? label : label + "," + labels;
        }

        Plan.NodePlan build() {
            return new Plan.NodePlan(columns.build(), bucketSteps.toArray(), new ClusterColumn(clusterUnits.toArray()));
        }
    }

    /**
     * A writer for these contributors.
     *
     * @param nodes names of the nodes, then of those whose the carried parts are
     */
    FamilyWriter(Layouts layout, List<String> nodes) {
        this.layout = layout;
        nodes.forEach(name -> this.nodes.add(NodeWriter.of(name)));
    }

    /** What has been noted for each node and carried part. */
    List<Plan.NodePlan> build() {
        return nodes.stream().map(NodeWriter::build).toList();
    }

    /** Series as they are; for the one node of mode {@code node}. */
    void plain(FamilyParts family) {
        for (Part part : family.parts()) {
            int start = layout.size();
            for (int series = part.first(); series < part.end(); series++) {
                layout.add(part.table().suffix(series), part.table().labels(series));
            }
            copy(part, start);
        }
    }

    /** All series of the first node, then those of the second, each with its label {@code node}. */
    void perNode(FamilyParts family) {
        for (Part part : family.parts()) {
            int start = layout.size();
            SeriesTable table = part.table();
            for (int series = part.first(); series < part.end(); series++) {
                layout.add(table.suffix(series), nodes.get(part.node()).labelled(table.labels(series)));
            }
            copy(part, start);
        }
    }

    private void copy(Part part, int start) {
        nodes.get(part.node()).columns().put(Op.COPY, part.first(), start, part.size());
    }

    /** One series for all nodes, of a scalar family. */
    void fold(FamilyParts family, AggregationClass aggregation) {
        Op op =
                switch (aggregation) {
                    case SUM -> Op.ADD;
                    case LOGICAL_AND -> Op.AND;
                    case MAX -> Op.MAX;
                    case MIN -> Op.MIN;
                    case PER_NODE, CLUSTER -> throw new IllegalArgumentException(aggregation + " is no fold");
                };
        ScalarUnion.write(family.parts(), layout, (part, source, slot) -> put(op, part, source, slot));
    }

    private void put(Op op, Part part, int source, int slot) {
        boolean first = op == Op.ADD && !begun.get(slot);
        begun.set(slot);
        nodes.get(part.node()).columns().put(first ? Op.COPY : op, source, slot);
    }

    /** The sum of histograms or summaries; quantiles cannot be added and are left out (trap 9). */
    void sumGroups(FamilyParts family) {
        for (List<SeriesGroups.Row> group : SeriesGroups.of(family.parts())) {
            sumBuckets(group.stream().filter(SeriesGroups.Row::bucket).toList(), family.parts());
            group.stream()
                    .filter(row -> row.total() && row.shown(family.parts()))
                    .forEach(row -> sumTotal(row, family.parts()));
        }
    }

    private void sumBuckets(List<SeriesGroups.Row> buckets, List<Part> parts) {
        int start = layout.size();
        BitSet shown = new BitSet();
        for (int b = 0; b < buckets.size(); b++) {
            if (buckets.get(b).shown(parts)) {
                shown.set(b);
                layout.add(Suffix.BUCKET, buckets.get(b).text());
            }
        }
        for (int p = 0; !shown.isEmpty() && p < parts.size(); p++) {
            int part = p;
            if (buckets.stream().anyMatch(row -> row.sources()[part] >= 0)) {
                Ints steps = nodes.get(parts.get(p).node()).bucketSteps();
                steps.add(start);
                steps.add(shown.cardinality());
                addSteps(buckets, shown, p, steps);
            }
        }
    }

    /** At a bound that is shown a part counts with its own largest bound below, be that one shown or not. */
    private static void addSteps(List<SeriesGroups.Row> buckets, BitSet shown, int part, Ints steps) {
        int source = -1;
        for (int b = 0; b < buckets.size(); b++) {
            int own = buckets.get(b).sources()[part];
            source = own >= 0 ? own : source;
            if (shown.get(b)) {
                steps.add(source);
                source = -1; // what follows goes on from there
            }
        }
    }

    private void sumTotal(SeriesGroups.Row row, List<Part> parts) {
        int slot = layout.add(row.suffix(), row.text());
        for (int p = 0; p < parts.size(); p++) {
            if (row.sources()[p] >= 0) {
                put(Op.ADD, parts.get(p), row.sources()[p], slot);
            }
        }
    }

    /**
     * One series for all nodes, given by one of them.
     *
     * @param number the family's number among those of class cluster
     */
    void cluster(FamilyParts family, int number) {
        if (family.scalarSeries()) {
            ScalarUnion.write(family.parts(), layout, (part, source, slot) -> {
                Ints units = unit(part, number, slot, slot + 1);
                units.add(1);
                units.add(source);
                units.add(slot);
            });
            return;
        }
        for (List<SeriesGroups.Row> group : SeriesGroups.of(family.parts())) {
            clusterGroup(group, family.parts(), number);
        }
    }

    /** A histogram is given as a whole: buckets of two nodes do not belong together. */
    private void clusterGroup(List<SeriesGroups.Row> group, List<Part> parts, int number) {
        int start = layout.size();
        group.forEach(row -> layout.add(row.suffix(), row.text()));
        for (int p = 0; p < parts.size(); p++) {
            Ints units = unit(parts.get(p), number, start, layout.size());
            int count = units.size();
            units.add(0);
            for (int i = 0; i < group.size(); i++) {
                int source = group.get(i).sources()[p];
                if (source >= 0) {
                    units.set(count, units.get(count) + 1);
                    units.add(source);
                    units.add(start + i);
                }
            }
        }
    }

    private Ints unit(Part part, int number, int from, int end) {
        Ints units = nodes.get(part.node()).clusterUnits();
        units.add(number);
        units.add(from);
        units.add(end);
        return units;
    }
}
