package brokertally.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;

/** The HTTP server. Deploy one; its start succeeds once it listens. */
public final class HttpVerticle extends VerticleBase {
    private static final long SWEEP_MILLIS = 1000;
    /** What requests in flight may still take when the server stops. */
    private static final long STOP_SECONDS = 1;

    private final Deps deps;
    private HttpServer server;

    /** A server that is not yet listening. */
    public HttpVerticle(Deps deps) {
        this.deps = deps;
    }

    @Override
    public Future<?> start() {
        Traffic traffic = new Traffic();
        Connections connections = new Connections();
        Paths paths = new Paths(new Handlers(deps, traffic, connections).operations());
        Entrance entrance = new Entrance(vertx, new Entrance.Inside(paths, Gate.OPEN), traffic, connections);
        vertx.setPeriodic(SWEEP_MILLIS, timer -> entrance.sweep());
        server = vertx.createHttpServer(ServerSettings.of(deps.settings().http()))
                .connectionHandler(entrance::connected)
                .invalidRequestHandler(entrance::invalid)
                .requestHandler(entrance);
        return server.listen();
    }

    @Override
    public Future<?> stop() {
        return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** The port that it listens on; once deployed. */
    public int actualPort() {
        return server.actualPort();
    }
}
