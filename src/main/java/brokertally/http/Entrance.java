package brokertally.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Stands before the router: counts, keeps the connections' time, and turns away what no path could want. */
final class Entrance implements Handler<HttpServerRequest> {
    /** Stands for every path that is not ours, so that nobody can make series by asking. */
    private static final String OTHER = "other";

    private final Vertx vertx;
    private final Router router;
    private final Set<String> paths;
    private final Traffic traffic;
    private final Connections connections;

    Entrance(Vertx vertx, Router router, Traffic traffic, Connections connections) {
        this.vertx = vertx;
        this.router = router;
        this.paths = router.getRoutes().stream().map(Route::getPath).collect(Collectors.toUnmodifiableSet());
        this.traffic = traffic;
        this.connections = connections;
    }

    /** Takes note of a new connection. */
    void connected(HttpConnection connection) {
        connections.opened(connection, nowMillis());
    }

    /** Closes the connections whose time has passed. */
    void sweep() {
        connections.sweep(nowMillis());
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (!connections.requested(connection, nowMillis())) {
            return;
        }
        String path = request.path();
        request.response().endHandler(done -> {
            connections.answered(connection, nowMillis());
            traffic.answered(label(path), request.response().getStatusCode());
        });
        if (path == null || !path.startsWith("/")) {
            Reply.badRequest(request, "the request target is not a path");
        } else if (mayRoute(request)) {
            router.handle(request);
        }
    }

    /** Answers what the decoder could not read or what is over its limits, and ends the connection. */
    void invalid(HttpServerRequest request) {
        traffic.answered(OTHER, 400);
        hangUp(request);
        Reply.badRequest(
                request,
                "malformed request, or its first line is over " + ServerSettings.REQUEST_LINE_BYTES
                        + " or its headers are over " + ServerSettings.HEADER_BYTES + " bytes");
    }

    /** No path takes a body. Whoever sends one gets no second request read, so that no body can be taken for one. */
    private boolean mayRoute(HttpServerRequest request) {
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (!chunked && (length == null || length.equals("0"))) {
            return true;
        }
        hangUp(request);
        boolean reading = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        if (chunked || reading) {
            Reply.badRequest(request, "a request body is not accepted here");
            return false;
        }
        return true;
    }

    private void hangUp(HttpServerRequest request) {
        connections.leaving(request.connection(), nowMillis());
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        vertx.setTimer(Connections.LINGER_MILLIS, timer -> sweep());
    }

    private String label(String path) {
        return path != null && paths.contains(path) ? path : OTHER;
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
