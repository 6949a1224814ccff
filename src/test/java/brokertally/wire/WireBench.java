package brokertally.wire;

import brokertally.ledger.LedgerPage;
import brokertally.model.Schema;
import brokertally.model.Snapshot;

/** Gives the benchmarks reports as a sidecar would send them. */
public final class WireBench {
    private static final WireLimits LIMITS = new WireLimits(200_000, 64 << 20);
    private static final Message.Peer PEER = new Message.Peer("member", "127.0.0.1:18090", "0");

    private final MessageCodec messages = new MessageCodec(LIMITS);

    /** The bytes of a report whose body is its values. */
    public byte[] write(LedgerPage page) {
        return messages.write(WirePages.report(PEER, page, Content.VALUES));
    }

    /** The snapshot of such a report. */
    public Snapshot read(byte[] bytes, Schema schema) throws WireException {
        Message.Report report = (Message.Report) messages.read(bytes);
        return BodyCodec.read(report, report.body().inline(), schema);
    }
}
