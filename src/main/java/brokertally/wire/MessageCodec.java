package brokertally.wire;

import brokertally.model.BrokerState;
import brokertally.model.Incarnation;
import brokertally.model.Reason;
import java.util.Optional;

/** Messages to bytes and back. */
public final class MessageCodec {
    /** No snapshot is older: 34 years. A larger number would overflow where time is added to it. */
    private static final long MAX_AGE_MILLIS = 1L << 40;

    private final WireLimits limits;

    public MessageCodec(WireLimits limits) {
        this.limits = limits;
    }

    /** The bytes of a message. */
    public byte[] write(Message message) {
        if (message instanceof Message.Gather gather) {
            return WireWriter.message(Kind.GATHER, 40)
                    .i64(gather.maxAgeMillis())
                    .fingerprint(gather.known())
                    .i64(gather.knownSequence())
                    .seal();
        }
        if (message instanceof Message.Report report) {
            return writeReport(report);
        }
        if (message instanceof Message.ChunkRequest request) {
            return WireWriter.message(Kind.CHUNK_REQUEST, 32)
                    .i64(request.sequence())
                    .u8(request.content().code())
                    .i32(request.offset())
                    .seal();
        }
        if (message instanceof Message.Chunk chunk) {
            return WireWriter.message(Kind.CHUNK, chunk.bytes().length + 32)
                    .i64(chunk.sequence())
                    .i32(chunk.offset())
                    .i32(chunk.bytes().length)
                    .bytes(chunk.bytes(), 0, chunk.bytes().length)
                    .seal();
        }
        if (message instanceof Message.Gone gone) {
            return WireWriter.message(Kind.GONE, 16).i64(gone.sequence()).seal();
        }
        Message.Goodbye goodbye = (Message.Goodbye) message;
        return WireWriter.message(Kind.GOODBYE, 64).text(goodbye.member()).seal();
    }

    private static byte[] writeReport(Message.Report report) {
        WireWriter out = WireWriter.message(Kind.REPORT, 256)
                .text(report.peer().member())
                .text(report.peer().address())
                .text(report.peer().version())
                .text(report.node())
                .u8(report.broker().reason().code())
                .text(report.broker().kind())
                .text(report.broker().version())
                .i64(report.ageMillis())
                .u8(report.snapshot().isPresent() ? 1 : 0);
        if (report.snapshot().isPresent()) {
            Message.Head head = report.snapshot().get();
            out.i64(head.incarnation().startedMillis())
                    .i64(head.sequence())
                    .i64(head.takenMillis())
                    .fingerprint(head.fingerprint())
                    .i32(head.series());
        }
        byte[] inline = report.body().inline();
        return out.u8(report.body().content().code())
                .i32(report.body().length())
                .i32(inline.length)
                .withRoomFor(inline.length)
                .bytes(inline, 0, inline.length)
                .seal();
    }

    /** The message in these bytes; throws {@link WireException} for anything else. */
    public Message read(byte[] bytes) throws WireException {
        WireReader in = WireReader.message(bytes);
        Kind kind = Kind.of(in.u8());
        Message message =
                switch (kind) {
                    case GATHER -> new Message.Gather(in.natural("max age"), in.fingerprint(), in.i64());
                    case REPORT -> report(in);
                    case CHUNK_REQUEST ->
                        new Message.ChunkRequest(in.i64(), content(in), in.count(limits.bodyBytes(), "chunk offset"));
                    case CHUNK ->
                        new Message.Chunk(
                                in.i64(),
                                in.count(limits.bodyBytes(), "chunk offset"),
                                in.bytes(in.count(WireLimits.CHUNK_BYTES, "chunk length")));
                    case GONE -> new Message.Gone(in.i64());
                    case GOODBYE -> new Message.Goodbye(word(in));
                };
        in.end();
        return message;
    }

    private Message.Report report(WireReader in) throws WireException {
        Message.Peer peer = new Message.Peer(word(in), word(in), word(in));
        String node = word(in);
        BrokerState broker = new BrokerState(reason(in), word(in), word(in));
        long ageMillis = age(in);
        Optional<Message.Head> head = in.u8() == 0 ? Optional.empty() : Optional.of(head(in));
        return new Message.Report(peer, node, broker, ageMillis, head, body(in, head));
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
        return new Message.Head(
                new Incarnation(in.natural("incarnation")),
                in.natural("sequence"),
                in.natural("time"),
                in.fingerprint(),
                in.count(limits.series(), "number of series"));
    }

    private Message.Body body(WireReader in, Optional<Message.Head> head) throws WireException {
        Message.Content content = content(in);
        int at = in.offset();
        int length = in.count(limits.bodyBytes(), "body length");
        int inline = in.count(WireLimits.CHUNK_BYTES, "inline length");
        if (inline != 0 && inline != length) {
            throw new WireException(at, inline + " inline bytes of a body of " + length);
        }
        if ((content == Message.Content.NONE) != (length == 0) || (head.isEmpty() && length != 0)) {
            throw new WireException(at, "body of " + length + " bytes and content " + content);
        }
        if (inline == 0 && length != 0 && length <= WireLimits.CHUNK_BYTES) {
            throw new WireException(at, "a short body must be inline");
        }
        return new Message.Body(content, length, in.bytes(inline));
    }

    private static Message.Content content(WireReader in) throws WireException {
        return Message.Content.of(in.u8(), in.offset() - 1);
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
