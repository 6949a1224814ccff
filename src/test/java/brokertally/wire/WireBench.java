package brokertally.wire;

import brokertally.model.Schema;
import brokertally.model.Snapshot;
import java.util.Optional;

/** Gives the benchmarks what is package-private here: reports as a sidecar would send them. */
public final class WireBench {
    private static final WireLimits LIMITS = new WireLimits(200_000, 64 << 20);
    private static final Message.Peer PEER = new Message.Peer("member", "127.0.0.1:18090", "0");

    private final MessageCodec messages = new MessageCodec(LIMITS);
    private final BodyCodec bodies = new BodyCodec(LIMITS);

    /** The bytes of a report whose body is its values. */
    public byte[] write(Snapshot snapshot) {
        byte[] body = BodyCodec.write(snapshot, Message.Content.VALUES);
        Message.Head head = new Message.Head(
                snapshot.incarnation(),
                snapshot.sequence(),
                snapshot.takenMillis(),
                snapshot.schema().fingerprint(),
                snapshot.schema().size());
        return messages.write(new Message.Report(
                PEER,
                snapshot.node(),
                brokertally.TestSnapshots.UP,
                0,
                Optional.of(head),
                new Message.Body(Message.Content.VALUES, body.length, body)));
    }

    /** The snapshot of such a report. */
    public Snapshot read(byte[] bytes, Schema schema) throws WireException {
        Message.Report report = (Message.Report) messages.read(bytes);
        return bodies.read(report, report.body().inline(), schema);
    }
}
