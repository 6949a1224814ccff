package brokertally.ledger;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.ArrayList;
import java.util.List;

/** Samples of one node, and what pages make of them. */
final class Samples {
    static final Bookkeeper.Rules RULES = new Bookkeeper.Rules(family -> family.type() != MetricType.GAUGE, 100);

    private final String node;
    private final long sequence;
    private final long life;
    private final List<Row> rows = new ArrayList<>();

    private record Row(Family family, Suffix suffix, String labels, double value) {}

    private Samples(String node, long sequence, long life) {
        this.node = node;
        this.sequence = sequence;
        this.life = life;
    }

    /** A sample of this sequence from this life of the node's broker, without series as yet. */
    static Samples sample(String node, long sequence, long life) {
        return new Samples(node, sequence, life);
    }

    Samples counter(String name, double value) {
        return row(MetricType.COUNTER, name, Suffix.NONE, "", value);
    }

    Samples gauge(String name, double value) {
        return row(MetricType.GAUGE, name, Suffix.NONE, "", value);
    }

    /** A histogram with these bounds and counts in turn, and its sum; its count is that of the last bound. */
    Samples histogram(String name, double sum, Object... buckets) {
        for (int i = 0; i < buckets.length; i += 2) {
            double count = ((Number) buckets[i + 1]).doubleValue();
            row(MetricType.HISTOGRAM, name, Suffix.BUCKET, "le=\"" + buckets[i] + "\"", count);
        }
        row(MetricType.HISTOGRAM, name, Suffix.SUM, "", sum);
        double count = ((Number) buckets[buckets.length - 1]).doubleValue();
        return row(MetricType.HISTOGRAM, name, Suffix.COUNT, "", count);
    }

    Samples row(MetricType type, String name, Suffix suffix, String labels, double value) {
        rows.add(new Row(new Family(Endpoint.STATS, name, type, ""), suffix, labels, value));
        return this;
    }

    Snapshot shot() {
        SchemaBuilder builder = new SchemaBuilder();
        rows.forEach(row -> builder.add(builder.family(row.family), row.suffix, row.labels));
        SchemaBuilder.Built built = builder.build();
        double[] values = new double[built.schema().size()];
        for (int i = 0; i < rows.size(); i++) {
            values[built.slots()[i]] = rows.get(i).value;
        }
        Snapshot.Moment moment = new Snapshot.Moment(sequence, sequence);
        return new Snapshot(node, new Incarnation(life), moment, built.schema(), values);
    }

    /** What a page has in all of a series, e.g. {@code x} or {@code h_bucket{le="1"}}; 0 for one that it does not have. */
    static double total(LedgerPage page, String series) {
        return total(page.current(), series) + total(page.dropped(), series);
    }

    /** The same of one part of a page. */
    static double total(Columns columns, String series) {
        int i = index(columns.schema(), series);
        return i < 0 || Values.isAbsent(columns.last()[i]) ? 0 : columns.total(i);
    }

    static double base(LedgerPage page, String series) {
        return page.current().base(index(page.current().schema(), series));
    }

    static int index(Schema schema, String series) {
        SeriesTable table = schema.table();
        for (int f = 0; f < table.families(); f++) {
            for (int i = table.first(f); i < table.end(f); i++) {
                String labels = table.labels(i).isEmpty() ? "" : "{" + table.labels(i) + "}";
                if (series.equals(table.family(f).name() + table.suffix(i).text() + labels)) {
                    return i;
                }
            }
        }
        return -1;
    }
}
