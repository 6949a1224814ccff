package brokertally.push;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Something that takes pushes on a free port of loopback and answers as the test wants. */
final class GatewayServer implements AutoCloseable {
    /** One request that came. */
    record Taken(String method, String path, String body, MultiMap headers) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Consumer<HttpServerRequest> answer =
            request -> request.response().end();

    GatewayServer(Vertx vertx) throws Exception {
        this(vertx, new HttpServerOptions().setHost("127.0.0.1"));
    }

    GatewayServer(Vertx vertx, HttpServerOptions options) throws Exception {
        server = vertx.createHttpServer(options)
                .requestHandler(request -> request.bodyHandler(body -> {
                    taken.add(new Taken(request.method().name(), request.uri(), body.toString(), request.headers()));
                    answer.accept(request);
                }))
                .listen(0, options.getHost())
                .await(10, TimeUnit.SECONDS);
    }

    void answers(Consumer<HttpServerRequest> next) {
        answer = next;
    }

    void answers(int status, String text) {
        answer = request -> request.response().setStatusCode(status).end(text);
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Those whose method is this. */
    List<String> paths(String method) {
        return taken.stream()
                .filter(request -> request.method().equals(method))
                .map(Taken::path)
                .toList();
    }

    @Override
    public void close() throws Exception {
        server.close().await(10, TimeUnit.SECONDS);
    }
}
