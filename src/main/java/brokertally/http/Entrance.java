package brokertally.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/** Stands before the router: counts, keeps the connections' time, and turns away what no path could want. */
final class Entrance implements Handler<HttpServerRequest> {
    private final Vertx vertx;
    private final Router router;
    private final Paths paths;
    private final Traffic traffic;
    private final Connections connections;

    /** What stands behind the entrance. */
    record Inside(Paths paths, Gate gate) {}

    Entrance(Vertx vertx, Inside inside, Traffic traffic, Connections connections) {
        this.vertx = vertx;
        this.router = Routes.of(vertx, inside.paths(), inside.gate());
        this.paths = inside.paths();
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
        request.response().headersEndHandler(begun -> sending(request));
        request.response().endHandler(done -> {
            answered(connection);
            traffic.answered(paths.declared(path), request.response().getStatusCode());
            request.resume(); // what was not wanted is thrown away, or closing would reset the answer
        });
        if (connections.isRetired(connection)) {
            last(request);
        }
        if (path == null || !path.startsWith("/")) {
            Reply.badRequest(request, "the request target is not a path");
        } else if (mayRoute(request)) {
            if (paths.isKnown(path)) {
                router.handle(request);
            } else {
                Routes.notFound(request);
            }
        }
    }

    /** Answers what the decoder could not read or what is over its limits, and ends the connection. */
    void invalid(HttpServerRequest request) {
        traffic.answered(Paths.OTHER, 400);
        hangUp(request);
        Reply.badRequest(
                request,
                "malformed request, or its first line is over " + ServerSettings.REQUEST_LINE_BYTES
                        + " or its headers are over " + ServerSettings.HEADER_BYTES + " bytes");
    }

    /**
     * Whoever sends a body gets no second request read, so that no body can be taken for one; and few operations take one.
     * What does is paused here, until the gate has let it through and the operation reads it.
     */
    private boolean mayRoute(HttpServerRequest request) {
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean takesBody = paths.takeBody(request.method(), request.path());
        if (takesBody) {
            request.pause();
        }
        if (!chunked && (length == null || length.equals("0"))) {
            return true;
        }
        if (takesBody) {
            last(request);
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

    private void sending(HttpServerRequest request) {
        String length = request.response().headers().get(HttpHeaders.CONTENT_LENGTH);
        connections.sending(request.connection(), length == null ? 0 : Long.parseLong(length), nowMillis());
    }

    private void last(HttpServerRequest request) {
        connections.last(request.connection());
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    private void answered(HttpConnection connection) {
        if (connections.answered(connection, nowMillis())) {
            vertx.setTimer(Connections.LINGER_MILLIS, timer -> sweep());
        }
    }

    private void hangUp(HttpServerRequest request) {
        connections.leaving(request.connection(), nowMillis());
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        vertx.setTimer(Connections.LINGER_MILLIS, timer -> sweep());
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
