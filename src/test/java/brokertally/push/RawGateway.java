package brokertally.push;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Something on a free port of loopback that answers with bytes of its choice, or not at all. */
final class RawGateway implements AutoCloseable {
    private final NetServer server;
    private final Function<String, Optional<String>> answer;
    private final Promise<Void> closed = Promise.promise();

    /** @param answer to the first bytes that come; empty = silence */
    RawGateway(Vertx vertx, Function<String, Optional<String>> answer) throws Exception {
        this.answer = answer;
        this.server = vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private void accept(NetSocket socket) {
        socket.closeHandler(v -> closed.tryComplete());
        socket.exceptionHandler(error -> closed.tryComplete());
        Buffer request = Buffer.buffer();
        socket.handler(part -> {
            if (request.length() == 0) {
                answer.apply(part.toString()).ifPresent(text -> socket.end(Buffer.buffer(text)));
            }
            request.appendBuffer(part);
        });
    }

    int port() {
        return server.actualPort();
    }

    /** Waits until a connection has ended. */
    void awaitClosed(long millis) throws Exception {
        closed.future().await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws Exception {
        server.close().await(10, TimeUnit.SECONDS);
    }
}
