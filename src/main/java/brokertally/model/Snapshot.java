package brokertally.model;

/** What one node's broker showed at one moment. Flows from the source to the answer and is never changed on its way. */
public final class Snapshot {
    private final String node;
    private final Incarnation incarnation;
    private final long sequence;
    private final long takenMillis;
    private final Schema schema;
    private final double[] values;

    /**
     * A snapshot.
     *
     * @param node name of the broker node, e.g. {@code emqx@172.17.0.2}
     * @param incarnation which life of that broker
     * @param moment sequence and time of the sample
     * @param schema what the values are
     * @param values one number for each series of the schema, {@link Values#ABSENT} where this sample has none; taken over,
     *     nobody may write to it afterwards
     */
    public Snapshot(String node, Incarnation incarnation, Moment moment, Schema schema, double[] values) {
        if (node == null || node.isEmpty()) {
            throw new IllegalArgumentException("snapshot without a node name");
        }
        if (values.length != schema.size()) {
            throw new IllegalArgumentException(values.length + " values for " + schema.size() + " series");
        }
        this.node = node;
        this.incarnation = incarnation;
        this.sequence = moment.sequence();
        this.takenMillis = moment.takenMillis();
        this.schema = schema;
        this.values = values;
    }

    /**
     * When a sample was taken, among the samples of its sidecar and in time.
     *
     * @param sequence rises by at least one with every sample of a sidecar, also over its restarts
     * @param takenMillis when the sample was complete, Unix milliseconds on the clock of the sidecar that took it
     */
    public record Moment(long sequence, long takenMillis) {}

    /** The same snapshot with an equal schema that is there already, so that one schema is kept for all who share it. */
    public Snapshot withSchema(Schema equal) {
        if (!equal.fingerprint().equals(schema.fingerprint())) {
            throw new IllegalArgumentException("another schema");
        }
        return new Snapshot(node, incarnation, new Moment(sequence, takenMillis), equal, values);
    }

    public String node() {
        return node;
    }

    public Incarnation incarnation() {
        return incarnation;
    }

    public long sequence() {
        return sequence;
    }

    public long takenMillis() {
        return takenMillis;
    }

    public Schema schema() {
        return schema;
    }

    /** The values; read only, not a copy. */
    public double[] values() {
        return values;
    }
}
