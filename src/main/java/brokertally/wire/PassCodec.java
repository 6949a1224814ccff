package brokertally.wire;

/** Passes, and what is said under them, as bytes. */
final class PassCodec {
    private static final int HEAD_BYTES = 64;

    private PassCodec() {}

    static byte[] write(Message.AskPass ask) {
        return token(WireWriter.message(Kind.ASK_PASS, HEAD_BYTES).text(ask.member()), ask.nonce())
                .seal();
    }

    static byte[] write(Message.Pass pass) {
        WireWriter out = WireWriter.message(Kind.PASS, HEAD_BYTES).text(pass.member());
        return token(token(out, pass.nonce()), pass.token()).seal();
    }

    /** The message inside is whole, with its own head and checksum. */
    static byte[] write(Message.Unasked unasked, byte[] message) {
        WireWriter out = WireWriter.message(Kind.UNASKED, HEAD_BYTES).text(unasked.member());
        return token(out, unasked.token())
                .withRoomFor(message.length)
                .bytes(message, 0, message.length)
                .seal();
    }

    private static WireWriter token(WireWriter out, Message.Token token) {
        return out.i64(token.high()).i64(token.low());
    }

    static Message.Token token(WireReader in) throws WireException {
        return new Message.Token(in.i64(), in.i64());
    }
}
