package brokertally;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Plays one recorded EMQX node (test resources {@code emqx-5.8.9/…}). Numbers stand still, only the uptime
 * goes on, unless a test moves them. As on EMQX
 * the scrape endpoints are open, and {@code /api/v5/nodes} wants credentials, whichever.
 */
public final class ReplayServer {
    /** One answer in place of the recorded one. */
    public record Reply(int status, String body) {}

    private final Path node;
    private final String name;
    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile UnaryOperator<String> moving = UnaryOperator.identity();
    private volatile long startedMillis;

    private ReplayServer(Vertx vertx, Path node) {
        this.node = node;
        this.name = new JsonObject(read("status.json").orElseThrow()).getString("node_name");
        this.startedMillis = System.currentTimeMillis() - recorded().getLong("uptime");
        this.server = vertx.createHttpServer().requestHandler(this::answer);
    }

    /** Serves a node's directory on a port of the loopback; 0 = any. */
    public static Future<ReplayServer> start(Vertx vertx, int port, Path node) {
        ReplayServer replay = new ReplayServer(vertx, node);
        return replay.server.listen(port, "127.0.0.1").map(listening -> replay);
    }

    /** {@code ReplayServer PORT DIRECTORY}: serves until it is killed; prints the port when it can answer. */
    public static void main(String[] args) {
        start(Vertx.vertx(), Integer.parseInt(args[0]), Path.of(args[1]))
                .onSuccess(replay -> System.out.println("listening " + replay.port()))
                .onFailure(cause -> {
                    System.err.println(cause);
                    System.exit(1);
                });
    }

    public int port() {
        return server.actualPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The node's name as it says itself. */
    public String name() {
        return name;
    }

    /** Answers a path (without query) so from now on. */
    public void reply(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
    }

    /** Answers a path as recorded again. */
    public void replay(String path) {
        replies.remove(path);
    }

    /** Pretends that the broker has started so long ago. */
    public void uptime(long millis) {
        startedMillis = System.currentTimeMillis() - millis;
    }

    /** What becomes of the recorded pages of metrics before they are shown; from any thread of the server. */
    public void moving(UnaryOperator<String> change) {
        moving = change;
    }

    /** How often a path was asked. */
    public int asked(String path) {
        return asked.getOrDefault(path, new AtomicInteger()).get();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        asked.computeIfAbsent(request.path(), path -> new AtomicInteger()).incrementAndGet();
        Reply reply = replies.get(request.path());
        if (reply == null) {
            reply = recorded(request);
        }
        request.response()
                .setStatusCode(reply.status())
                .putHeader("content-type", reply.body().startsWith("{") ? "application/json" : "text/plain")
                .end(Buffer.buffer(reply.body()));
    }

    private Reply recorded(HttpServerRequest request) {
        String path = request.path();
        if (path.startsWith("/api/v5/prometheus/")) {
            String mode = request.getParam("mode", "node");
            String file = path.substring("/api/v5/prometheus/".length()) + "." + mode + ".txt";
            return read(file).map(body -> new Reply(200, moving.apply(body))).orElse(notFound());
        }
        if (path.equals("/api/v5/status")) {
            boolean json = "json".equals(request.getParam("format"));
            return new Reply(
                    200, json ? read("status.json").orElseThrow() : "Node " + name + " is started\nemqx is running");
        }
        if (path.equals("/api/v5/nodes/" + name)) {
            return request.getHeader("authorization") == null ? refused() : new Reply(200, alive().encode());
        }
        return notFound();
    }

    private JsonObject alive() {
        return recorded().put("uptime", System.currentTimeMillis() - startedMillis);
    }

    private JsonObject recorded() {
        return new JsonArray(read("nodes.json").orElseThrow())
                .stream()
                        .map(JsonObject.class::cast)
                        .filter(one -> name.equals(one.getString("node")))
                        .findFirst()
                        .orElseThrow();
    }

    private static Reply notFound() {
        return new Reply(404, "{\"code\":\"NOT_FOUND\",\"message\":\"Request Path Not Found\"}");
    }

    private static Reply refused() {
        return new Reply(401, "{\"code\":\"BAD_API_KEY_OR_SECRET\",\"message\":\"Check api_key/api_secret\"}");
    }

    private java.util.Optional<String> read(String file) {
        try {
            Path path = node.resolve(file);
            return Files.exists(path) ? java.util.Optional.of(Files.readString(path)) : java.util.Optional.empty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
