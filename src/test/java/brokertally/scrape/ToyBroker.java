package brokertally.scrape;

import brokertally.TestSnapshots;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.NodeReport;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import brokertally.source.Reporter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A broker whose series, restarts and silence the test decides. */
final class ToyBroker implements Reporter {
    private final String member;
    private final String node;
    private final Map<Key, Double> series = new LinkedHashMap<>();
    private long started = 1_000;
    private long sequence;
    private boolean frozen;

    private record Key(Family family, Suffix suffix, String labels) {}

    ToyBroker(String member, String node) {
        this.member = member;
        this.node = node;
    }

    synchronized ToyBroker shows(String family, MetricType type, String labels, double value) {
        return shows(family, type, Suffix.NONE, labels, value);
    }

    synchronized ToyBroker shows(String family, MetricType type, Suffix suffix, String labels, double value) {
        series.put(new Key(new Family(Endpoint.STATS, family, type, "h"), suffix, labels), value);
        return this;
    }

    synchronized void drops(String family, String labels) {
        series.keySet()
                .removeIf(key ->
                        key.family().name().equals(family) && key.labels().equals(labels));
    }

    synchronized void restarts() {
        started += 1_000;
    }

    /** From now on its sidecar does not answer. */
    synchronized void freezes() {
        frozen = true;
    }

    @Override
    public synchronized Future<NodeReport> report(long maxAgeMillis) {
        if (frozen) {
            return Promise.<NodeReport>promise().future();
        }
        sequence++;
        return Future.succeededFuture(latest());
    }

    @Override
    public synchronized NodeReport latest() {
        SchemaBuilder builder = new SchemaBuilder();
        series.keySet().forEach(key -> builder.add(builder.family(key.family()), key.suffix(), key.labels()));
        SchemaBuilder.Built built = builder.build();
        double[] values = new double[built.schema().size()];
        int arrival = 0;
        for (double value : series.values()) {
            values[built.slots()[arrival++]] = value;
        }
        Snapshot.Moment moment = new Snapshot.Moment(sequence, 1_700_000_000_000L + sequence);
        Snapshot sample = new Snapshot(node, new Incarnation(started), moment, built.schema(), values);
        return new NodeReport(member, node, TestSnapshots.UP, 0, Optional.of(sample));
    }
}
