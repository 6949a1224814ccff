package brokertally.scrape;

import brokertally.ledger.Columns;
import brokertally.model.Endpoint;
import brokertally.model.Labels;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Snapshot;
import brokertally.tally.Carried;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Leaves of a gather only what belongs to some series of one family, so that what follows costs what these cost.
 *
 * @param endpoint where the family is shown
 * @param family its name
 * @param wanted which series, by their label text without {@code le} and {@code quantile}: histograms stay whole
 */
record FamilyOnly(Endpoint endpoint, String family, Predicate<String> wanted) {
    /** True when the schema has a series of it. */
    boolean isIn(Schema schema) {
        return find(schema.table()).isPresent();
    }

    private Optional<Integer> find(SeriesTable table) {
        for (int f = 0; f < table.families(); f++) {
            if (table.family(f).endpoint() == endpoint && table.family(f).name().equals(family)) {
                return Optional.of(f);
            }
        }
        return Optional.empty();
    }

    /** The label text that all series of one histogram or summary share. */
    static String base(String labels) {
        return labels.contains("le=\"") || labels.contains("quantile=\"")
                ? Labels.without(Labels.without(labels, "le"), "quantile")
                : labels;
    }

    /** The same gather with nothing else in it. */
    Gathered of(Gathered gathered) {
        List<NodeView> nodes = new ArrayList<>();
        for (NodeView view : gathered.nodes()) {
            Optional<Snapshot> snapshot = view.snapshot().map(this::of);
            nodes.add(new NodeView(view.node(), view.missing(), view.broker(), view.ageMillis(), snapshot));
        }
        List<Carried> carried = new ArrayList<>();
        for (Carried part : gathered.carried()) {
            if (isIn(part.schema())) {
                Columns columns = of(new Columns(part.schema(), part.values(), new double[0]));
                carried.add(new Carried(part.node(), part.kind(), part.version(), columns.schema(), columns.last()));
            }
        }
        return new Gathered(gathered.answering(), gathered.expected(), nodes, carried);
    }

    private Snapshot of(Snapshot snapshot) {
        Columns columns = of(new Columns(snapshot.schema(), snapshot.values(), new double[0]));
        Snapshot.Moment moment = new Snapshot.Moment(snapshot.sequence(), snapshot.takenMillis());
        return new Snapshot(snapshot.node(), snapshot.incarnation(), moment, columns.schema(), columns.last());
    }

    /** The same columns with nothing else in them. */
    Columns of(Columns columns) {
        SeriesTable table = columns.schema().table();
        SchemaBuilder builder = new SchemaBuilder();
        List<Integer> kept = new ArrayList<>();
        find(table).ifPresent(f -> {
            int shown = builder.family(table.family(f));
            for (int i = table.first(f); i < table.end(f); i++) {
                String labels = table.labels(i);
                if (wanted.test(base(labels))) {
                    builder.add(shown, table.suffix(i), labels);
                    kept.add(i);
                }
            }
        });
        // They are sorted already, so that each stays in its place.
        double[] last = kept.stream().mapToDouble(i -> columns.last()[i]).toArray();
        double[] base =
                columns.hasBase() ? kept.stream().mapToDouble(columns::base).toArray() : new double[0];
        return new Columns(builder.build().schema(), last, base);
    }
}
