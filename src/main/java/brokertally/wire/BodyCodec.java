package brokertally.wire;

import brokertally.model.Schema;
import brokertally.model.Snapshot;

/** The body of a report whose receiver has the schema: the values of the snapshot, little-endian doubles. */
public final class BodyCodec {
    private BodyCodec() {}

    /** Bytes that the values of a schema take. */
    public static int valueBytes(Schema schema) {
        return Math.multiplyExact(8, schema.size());
    }

    /** The values. */
    public static byte[] write(Snapshot snapshot) {
        return new WireWriter(valueBytes(snapshot.schema()))
                .doubles(snapshot.values())
                .toBytes();
    }

    /**
     * The snapshot of a report whose body of {@link Content#VALUES} is here.
     *
     * @param report the report
     * @param body its whole body, put together from chunks where it was long
     * @param known the schema with the fingerprint of the report's head
     */
    public static Snapshot read(Message.Report report, byte[] body, Schema known) throws WireException {
        Message.Head head = report.snapshot().orElseThrow(() -> new WireException(0, "a body without a snapshot"));
        if (report.body().content() != Content.VALUES) {
            throw new WireException(0, "a body of " + report.body().content() + ", not of values");
        }
        if (!known.fingerprint().equals(head.fingerprint()) || known.size() != head.series()) {
            throw new WireException(0, "schema is not the one that was announced");
        }
        WireReader in = new WireReader(body);
        double[] values = in.doubles(known.size());
        in.end();
        return new Snapshot(
                report.node(),
                head.incarnation(),
                new Snapshot.Moment(head.sequence(), head.takenMillis()),
                known,
                values);
    }
}
