package brokertally.wire;

import brokertally.model.BrokerState;
import brokertally.model.Incarnation;
import brokertally.model.PushState;
import brokertally.model.Reason;
import java.util.Optional;

/** The fields of a report, alone or in a deposit. */
final class ReportCodec {
    /** No snapshot is older: 34 years. A larger number would overflow where time is added to it. */
    private static final long MAX_AGE_MILLIS = 1L << 40;

    private final WireLimits limits;

    ReportCodec(WireLimits limits) {
        this.limits = limits;
    }

    static byte[] write(Kind kind, Message.Report report) {
        WireWriter out = WireWriter.message(kind, 256)
                .text(report.peer().member())
                .text(report.peer().address())
                .text(report.peer().version());
        PushCodec.write(report.push(), out)
                .text(report.node())
                .u8(report.broker().reason().code())
                .text(report.broker().kind())
                .text(report.broker().version())
                .i64(report.ageMillis())
                .u8(report.snapshot().isPresent() ? 1 : 0);
        report.snapshot().ifPresent(head -> out.i64(head.incarnation().startedMillis())
                .i64(head.founded())
                .i64(head.stamp())
                .i64(head.sequence())
                .i64(head.takenMillis())
                .fingerprint(head.fingerprint())
                .i32(head.series()));
        byte[] inline = report.body().inline();
        return out.u8(report.body().content().code())
                .i32(report.body().length())
                .i32(inline.length)
                .withRoomFor(inline.length)
                .bytes(inline, 0, inline.length)
                .seal();
    }

    Message.Report read(WireReader in) throws WireException {
        Message.Peer peer = new Message.Peer(word(in), word(in), word(in));
        PushState push = PushCodec.read(in);
        int at = in.offset();
        String node = word(in);
        BrokerState broker = new BrokerState(reason(in), word(in), word(in));
        long ageMillis = age(in);
        Optional<Message.Head> head = in.u8() == 0 ? Optional.empty() : Optional.of(head(in));
        if (head.isPresent() && node.isEmpty()) {
            throw new WireException(at, "a snapshot of a node without a name");
        }
        return new Message.Report(peer, push, node, broker, ageMillis, head, body(in, head));
    }

    private static long age(WireReader in) throws WireException {
        int at = in.offset();
        long ageMillis = in.natural("age");
        if (ageMillis > MAX_AGE_MILLIS) {
            throw new WireException(at, "age " + ageMillis + " ms");
        }
        return ageMillis;
    }

    private Message.Head head(WireReader in) throws WireException {
        Incarnation incarnation = new Incarnation(in.natural("incarnation"));
        int at = in.offset();
        long founded = in.sequence("founded");
        long stamp = in.sequence("stamp");
        long sequence = in.sequence("sequence");
        if (founded > sequence || stamp > sequence) {
            throw new WireException(at, "founded " + founded + ", stamp " + stamp + ", sequence " + sequence);
        }
        return new Message.Head(
                incarnation,
                founded,
                stamp,
                sequence,
                in.natural("time"),
                in.fingerprint(),
                in.count(limits.series(), "number of series"));
    }

    private Message.Body body(WireReader in, Optional<Message.Head> head) throws WireException {
        int at = in.offset();
        Content content = content(in);
        int length = in.count(limits.bodyBytes(), "body length");
        boolean fits =
                switch (content) {
                    case NONE -> length == 0;
                    case VALUES ->
                        head.isPresent()
                                && length > 0
                                && length == 8L * head.get().series();
                    case PAGE -> head.isPresent() && length > 0;
                };
        if (!fits) {
            throw new WireException(at, "body of " + length + " bytes and content " + content);
        }
        return new Message.Body(content, length, inline(in, length));
    }

    /** The bytes of a body that is short enough, none of a longer one; nothing between. */
    static byte[] inline(WireReader in, int length) throws WireException {
        int at = in.offset();
        int inline = in.count(WireLimits.CHUNK_BYTES, "inline length");
        if (inline != (length <= WireLimits.CHUNK_BYTES ? length : 0)) {
            throw new WireException(at, inline + " inline bytes of a body of " + length);
        }
        return in.bytes(inline);
    }

    static Content content(WireReader in) throws WireException {
        return Content.of(in.u8(), in.offset() - 1);
    }

    private static Reason reason(WireReader in) throws WireException {
        int at = in.offset();
        try {
            return Reason.ofCode(in.u8());
        } catch (IllegalArgumentException e) {
            throw new WireException(at, e.getMessage());
        }
    }

    private static String word(WireReader in) throws WireException {
        return in.text(WireLimits.WORD_BYTES);
    }
}
