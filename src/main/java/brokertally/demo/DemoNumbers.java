package brokertally.demo;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Suffix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The counts of the demo's broker as a schema, which never changes, and numbers. HELP comes from the catalog. */
final class DemoNumbers {
    private final List<LongSupplier> readers = new ArrayList<>();
    private final SchemaBuilder.Built built;

    DemoNumbers(Counts counts, Roster roster) {
        SchemaBuilder builder = new SchemaBuilder();
        for (Counter counter : Counter.values()) {
            add(builder, counter.family(), MetricType.COUNTER, () -> counts.get(counter));
        }
        for (Gauge gauge : Gauge.values()) {
            add(builder, gauge.family("_count"), MetricType.GAUGE, () -> roster.now(gauge));
            add(builder, gauge.family("_max"), MetricType.GAUGE, () -> roster.highest(gauge));
        }
        this.built = builder.build();
    }

    private void add(SchemaBuilder builder, String name, MetricType type, LongSupplier reader) {
        builder.add(builder.family(new Family(Endpoint.STATS, name, type, "")), Suffix.NONE, "");
        readers.add(reader);
    }

    Schema schema() {
        return built.schema();
    }

    /** The numbers now, in the order of the schema. */
    double[] read() {
        double[] values = new double[readers.size()];
        for (int i = 0; i < values.length; i++) {
            values[built.slots()[i]] = readers.get(i).getAsLong();
        }
        return values;
    }
}
