package brokertally;

import brokertally.model.BrokerState;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import java.util.Optional;

/** Small snapshots for tests of the wire and the cluster. */
public final class TestSnapshots {
    public static final BrokerState UP = new BrokerState(Reason.NONE, "emqx", "5.8.9");

    private TestSnapshots() {}

    /** A schema with this number of counter series of one family, and one plain gauge. */
    public static Schema schema(int series) {
        SchemaBuilder builder = new SchemaBuilder();
        int gauge = builder.family(new Family(Endpoint.STATS, "emqx_connections_count", MetricType.GAUGE, "Clients."));
        builder.add(gauge, Suffix.NONE, "");
        int counter =
                builder.family(new Family(Endpoint.DATA_INTEGRATION, "emqx_rule_matched", MetricType.COUNTER, "Rüle."));
        for (int i = 0; i < series; i++) {
            builder.add(counter, Suffix.NONE, "id=\"rule_%06d\"".formatted(i));
        }
        return builder.build().schema();
    }

    /** A snapshot whose i-th value is start + i. */
    public static Snapshot snapshot(String node, long sequence, Schema schema, double start) {
        double[] values = new double[schema.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = start + i;
        }
        return new Snapshot(
                node, new Incarnation(1_000), new Snapshot.Moment(sequence, 1_700_000_000_000L), schema, values);
    }

    /** A report of a living broker. */
    public static NodeReport report(String member, Snapshot snapshot) {
        return new NodeReport(member, snapshot.node(), UP, 0, Optional.of(snapshot));
    }
}
