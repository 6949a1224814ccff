package brokertally.source;

import brokertally.source.SourceContract.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An HTTP broker that does not do what it should. */
final class FaultyHttp {
    static final String NO_NUMBERS = "# TYPE emqx_connections_count gauge\n# HELP emqx_connections_count \n\n";

    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicLong sent = new AtomicLong();

    private final Vertx vertx;
    private final Fault fault;
    private int port;

    private FaultyHttp(Vertx vertx, Fault fault) {
        this.vertx = vertx;
        this.fault = fault;
    }

    static FaultyHttp start(Bench bench, Fault fault) {
        FaultyHttp server = new FaultyHttp(bench.vertx, fault);
        if (fault == Fault.REFUSED) {
            server.port = freePort();
        } else {
            server.port = bench.await(() -> bench.vertx
                            .createHttpServer()
                            .requestHandler(server::answer)
                            .listen(0, "127.0.0.1"))
                    .actualPort();
        }
        return server;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private void answer(HttpServerRequest request) {
        asked.incrementAndGet();
        request.connection().closeHandler(v -> closed.incrementAndGet());
        HttpServerResponse response = request.response();
        response.exceptionHandler(ignored -> {});
        switch (fault) {
            case REFUSED -> throw new AssertionError();
            case AUTH -> response.setStatusCode(401).end("{\"code\":\"BAD_API_KEY_OR_SECRET\"}");
            case SILENT -> {}
            case DRIPPING -> drip(response.setChunked(true));
            case GARBAGE -> response.end(Buffer.buffer("<html>\n<b>404 - NOT FOUND</b>\n\u0001\u0000{{{\n"));
            case EMPTY -> response.end(NO_NUMBERS);
            case OVERSIZED -> flood(response.setChunked(true));
            case ANNOUNCED -> flood(response.putHeader("content-length", "" + (1L << 40)));
            case CUT_OFF ->
                response.putHeader("content-length", "1000")
                        .write("emqx_connections_count 1\n")
                        .onComplete(written -> request.connection().close());
            case STATUS_500 -> response.setStatusCode(500).end("{\"code\":\"INTERNAL_ERROR\"}");
            case NOT_FOUND -> response.setStatusCode(404).end("404 - NOT FOUND");
            case REDIRECT ->
                response.setStatusCode(302)
                        .putHeader("location", url() + "/elsewhere")
                        .end();
        }
    }

    private void drip(HttpServerResponse response) {
        vertx.setPeriodic(20, id -> {
            if (response.closed()) {
                vertx.cancelTimer(id);
            } else {
                response.write("#");
            }
        });
    }

    private void flood(HttpServerResponse response) {
        Buffer part = Buffer.buffer("emqx_connections_count{x=\"1\"} 1\n".repeat(512));
        while (!response.writeQueueFull() && !response.closed()) {
            sent.addAndGet(part.length());
            response.write(part);
        }
        response.drainHandler(v -> flood(response));
    }
}
