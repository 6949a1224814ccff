package brokertally.tally;

import brokertally.model.BrokerState;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One node of a gather, built sample by sample. */
final class NodeFixture {
    private final String name;
    private final List<Sample> samples = new ArrayList<>();
    private Reason missing = Reason.NONE;
    private Reason broker = Reason.NONE;
    private long ageMillis;

    record Sample(Family family, Suffix suffix, String labels, double value) {}

    private NodeFixture(String name) {
        this.name = name;
    }

    static NodeFixture node(String name) {
        return new NodeFixture(name);
    }

    NodeFixture counter(String family, double value) {
        return counter(family, "", value);
    }

    NodeFixture counter(String family, String labels, double value) {
        return with(MetricType.COUNTER, family, Suffix.NONE, labels, value);
    }

    NodeFixture gauge(String family, double value) {
        return gauge(family, "", value);
    }

    NodeFixture gauge(String family, String labels, double value) {
        return with(MetricType.GAUGE, family, Suffix.NONE, labels, value);
    }

    /** A histogram without labels; {@code buckets} are bounds as text and counts, in turn. */
    NodeFixture buckets(String family, Object... buckets) {
        for (int i = 0; i < buckets.length; i += 2) {
            with(
                    MetricType.HISTOGRAM,
                    family,
                    Suffix.BUCKET,
                    "le=\"" + buckets[i] + "\"",
                    ((Number) buckets[i + 1]).doubleValue());
        }
        return this;
    }

    NodeFixture totals(MetricType type, String family, double sum, double count) {
        return with(type, family, Suffix.SUM, "", sum).with(type, family, Suffix.COUNT, "", count);
    }

    NodeFixture with(MetricType type, String family, Suffix suffix, String labels, double value) {
        return with(new Sample(new Family(Endpoint.STATS, family, type, ""), suffix, labels, value));
    }

    NodeFixture with(Sample sample) {
        samples.add(sample);
        return this;
    }

    NodeFixture missing(Reason reason) {
        missing = reason;
        return this;
    }

    NodeFixture brokerDown(Reason reason) {
        broker = reason;
        return this;
    }

    NodeFixture age(long millis) {
        ageMillis = millis;
        return this;
    }

    NodeView view() {
        Built built = build();
        return view(Optional.of(snapshot(built.schema(), built.values())));
    }

    /** What the samples are when a snapshot does not show them. */
    Carried held() {
        return carried(Carried.Kind.HELD);
    }

    Carried dropped() {
        return carried(Carried.Kind.DROPPED);
    }

    Carried carried(Carried.Kind kind) {
        Built built = build();
        return new Carried(name, kind, 1, built.schema(), built.values());
    }

    private record Built(Schema schema, double[] values) {}

    private Built build() {
        SchemaBuilder builder = new SchemaBuilder();
        samples.forEach(sample -> builder.add(builder.family(sample.family()), sample.suffix(), sample.labels()));
        SchemaBuilder.Built built = builder.build();
        double[] values = new double[built.schema().size()];
        for (int i = 0; i < samples.size(); i++) {
            if (built.slots()[i] >= 0) {
                values[built.slots()[i]] = samples.get(i).value();
            }
        }
        return new Built(built.schema(), values);
    }

    /** The node with nothing to show. */
    NodeView withoutSnapshot() {
        return view(Optional.empty());
    }

    private NodeView view(Optional<Snapshot> snapshot) {
        return new NodeView(name, missing, new BrokerState(broker, "emqx", "5.8.9"), ageMillis, snapshot);
    }

    private Snapshot snapshot(Schema schema, double[] values) {
        return new Snapshot(name, new Incarnation(1_000), new Snapshot.Moment(1, 2_000), schema, values);
    }
}
