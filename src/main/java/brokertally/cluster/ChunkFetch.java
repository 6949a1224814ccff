package brokertally.cluster;

import brokertally.wire.Message;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import java.util.function.Function;

/** Fetches one long body, chunk by chunk: the next is asked for when the last has come, so a slow peer costs one chunk. */
final class ChunkFetch {
    private final Message.ChunkRequest first;
    private final Function<Message.ChunkRequest, Future<Message>> ask;
    private final InFlight inFlight;
    private final long sequence;
    private final byte[] body;
    private int filled;

    /** The peer has taken newer samples meanwhile and no longer keeps this one. */
    static final class BodyGone extends Exception {
        private static final long serialVersionUID = 1L;

        BodyGone(long sequence) {
            super("the body of sample " + sequence + " is gone", null, false, false);
        }
    }

    ChunkFetch(
            Message.ChunkRequest first,
            int length,
            Function<Message.ChunkRequest, Future<Message>> ask,
            InFlight inFlight) {
        this.first = first;
        this.ask = ask;
        this.inFlight = inFlight;
        this.sequence = first.sequence();
        this.body = new byte[length];
    }

    Future<byte[]> start() {
        if (filled == body.length) {
            return Future.succeededFuture(body);
        }
        Message.ChunkRequest request = new Message.ChunkRequest(first.node(), sequence, first.content(), filled);
        return inFlight.run(() -> ask.apply(request)).compose(this::take);
    }

    private Future<byte[]> take(Message answer) {
        if (answer instanceof Message.Gone) {
            return Future.failedFuture(new BodyGone(sequence));
        }
        if (!(answer instanceof Message.Chunk chunk)) {
            return Future.failedFuture(new WireException(3, "not a chunk"));
        }
        int wanted = Math.min(WireLimits.CHUNK_BYTES, body.length - filled);
        if (chunk.sequence() != sequence || chunk.offset() != filled || chunk.bytes().length != wanted) {
            return Future.failedFuture(new WireException(4, "not the chunk that was asked for"));
        }
        System.arraycopy(chunk.bytes(), 0, body, filled, wanted);
        filled += wanted;
        return start();
    }
}
