package brokertally.wire;

import brokertally.entries.Entries;
import brokertally.ledger.Ledger;
import java.util.List;

/** Messages to bytes and back. */
public final class MessageCodec {
    private final WireLimits limits;
    private final ReportCodec reports;

    public MessageCodec(WireLimits limits) {
        this.limits = limits;
        this.reports = new ReportCodec(limits);
    }

    /** The bytes of a message. */
    public byte[] write(Message message) {
        if (message instanceof Message.Report report) {
            return ReportCodec.write(Kind.REPORT, report);
        }
        if (message instanceof Message.Deposit deposit) {
            return ReportCodec.write(Kind.DEPOSIT, deposit.report());
        }
        if (message instanceof Message.Gather gather) {
            return WireWriter.message(Kind.GATHER, 32)
                    .i64(gather.maxAgeMillis())
                    .i64(gather.knownStamp())
                    .i64(gather.knownSequence())
                    .seal();
        }
        if (message instanceof Message.Gone gone) {
            return WireWriter.message(Kind.GONE, 16).i64(gone.sequence()).seal();
        }
        if (message instanceof Message.Taken taken) {
            return WireWriter.message(Kind.TAKEN, 16).i64(taken.sequence()).seal();
        }
        if (message instanceof Message.Goodbye goodbye) {
            return WireWriter.message(Kind.GOODBYE, 64).text(goodbye.member()).seal();
        }
        if (message instanceof Message.Unasked unasked) {
            return PassCodec.write(unasked, write(unasked.message()));
        }
        if (message instanceof Message.AskPass ask) {
            return PassCodec.write(ask);
        }
        if (message instanceof Message.Pass pass) {
            return PassCodec.write(pass);
        }
        return writePart(message);
    }

    private static byte[] writePart(Message message) {
        if (message instanceof Message.ChunkRequest request) {
            return WireWriter.message(Kind.CHUNK_REQUEST, 64)
                    .text(request.node())
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
        if (message instanceof Message.PageRequest request) {
            return WireWriter.message(Kind.PAGE_REQUEST, 64)
                    .text(request.node())
                    .seal();
        }
        if (message instanceof Message.Marks marks) {
            return MarksCodec.writeMarks(WireWriter.message(Kind.MARKS, 256), marks.marks())
                    .u8(marks.knowledge().code())
                    .seal();
        }
        if (message instanceof Message.AskPages ask) {
            WireWriter out = MarksCodec.writeMarks(WireWriter.message(Kind.ASK_PAGES, 256), ask.known());
            return MarksCodec.writeNodes(out, ask.nodes()).seal();
        }
        return message instanceof Message.PageAnswer answer ? writePage(answer) : writeShared(message);
    }

    private static byte[] writeShared(Message message) {
        if (message instanceof Message.AskEntries ask) {
            return WireWriter.message(Kind.ASK_ENTRIES, 64)
                    .fingerprint(ask.known())
                    .text(ask.range().from())
                    .text(ask.range().to())
                    .seal();
        }
        if (message instanceof Message.News news) {
            return WireWriter.message(Kind.NEWS, 128)
                    .text(news.member())
                    .text(news.name())
                    .seal();
        }
        Message.SomeEntries some = (Message.SomeEntries) message;
        return EntryCodec.writeAll(WireWriter.message(Kind.ENTRIES, 1024), some.entries())
                .u8(some.more() ? 1 : 0)
                .seal();
    }

    private static byte[] writePage(Message.PageAnswer answer) {
        return WireWriter.message(Kind.PAGE_ANSWER, 64)
                .text(answer.node())
                .i64(answer.sequence())
                .i32(answer.length())
                .i32(answer.inline().length)
                .withRoomFor(answer.inline().length)
                .bytes(answer.inline(), 0, answer.inline().length)
                .seal();
    }

    /** The message in these bytes; throws {@link WireException} for anything else. */
    public Message read(byte[] bytes) throws WireException {
        WireReader in = WireReader.message(bytes);
        Kind kind = Kind.of(in.u8());
        Message message =
                switch (kind) {
                    case GATHER ->
                        new Message.Gather(
                                in.natural("max age"), in.naturalOrNone("stamp"), in.naturalOrNone("sequence"));
                    case REPORT -> reports.read(in);
                    case DEPOSIT -> deposit(in);
                    case CHUNK_REQUEST ->
                        new Message.ChunkRequest(
                                word(in),
                                in.i64(),
                                ReportCodec.content(in),
                                in.count(limits.bodyBytes(), "chunk offset"));
                    case CHUNK ->
                        new Message.Chunk(
                                in.i64(),
                                in.count(limits.bodyBytes(), "chunk offset"),
                                in.bytes(in.count(WireLimits.CHUNK_BYTES, "chunk length")));
                    case GONE -> new Message.Gone(in.i64());
                    case GOODBYE -> new Message.Goodbye(word(in));
                    case ASK_PAGES -> new Message.AskPages(MarksCodec.readMarks(in), MarksCodec.readNodes(in));
                    case MARKS -> marks(in);
                    case PAGE_REQUEST -> new Message.PageRequest(word(in));
                    case PAGE_ANSWER -> pageAnswer(in);
                    case TAKEN -> new Message.Taken(in.sequence("sequence"));
                    case ASK_ENTRIES -> new Message.AskEntries(in.fingerprint(), new Entries.Range(word(in), word(in)));
                    case ENTRIES -> new Message.SomeEntries(EntryCodec.readAll(in), flag(in));
                    case NEWS -> new Message.News(word(in), word(in));
                    case ASK_PASS -> new Message.AskPass(word(in), PassCodec.token(in));
                    case PASS -> new Message.Pass(word(in), PassCodec.token(in), PassCodec.token(in));
                    case UNASKED -> unasked(in);
                };
        in.end();
        return message;
    }

    private Message.Unasked unasked(WireReader in) throws WireException {
        String member = word(in);
        Message.Token token = PassCodec.token(in);
        int at = in.offset();
        byte[] inner = in.bytes(in.remaining());
        if (inner.length > 3 && inner[3] == Kind.UNASKED.code()) {
            throw new WireException(at, "unasked within unasked"); // refused before it is read: it may go on for ever
        }
        return new Message.Unasked(member, token, read(inner));
    }

    private Message.Deposit deposit(WireReader in) throws WireException {
        Message.Report report = reports.read(in);
        if (report.snapshot().isEmpty()) {
            throw new WireException(in.offset(), "a deposit without a snapshot");
        }
        return new Message.Deposit(report);
    }

    private Message.PageAnswer pageAnswer(WireReader in) throws WireException {
        String node = word(in);
        long sequence = in.sequence("sequence");
        int at = in.offset();
        int length = in.count(limits.bodyBytes(), "page length");
        if (length == 0) {
            throw new WireException(at, "a page without bytes");
        }
        return new Message.PageAnswer(node, sequence, length, ReportCodec.inline(in, length));
    }

    private static String word(WireReader in) throws WireException {
        return in.text(WireLimits.WORD_BYTES);
    }

    private static boolean flag(WireReader in) throws WireException {
        int at = in.offset();
        int value = in.u8();
        if (value > 1) {
            throw new WireException(at, value + " is neither yes nor no");
        }
        return value == 1;
    }

    private static Message.Marks marks(WireReader in) throws WireException {
        List<Ledger.Mark> marks = MarksCodec.readMarks(in);
        return new Message.Marks(Knowledge.of(in.u8(), in.offset() - 1), marks);
    }
}
