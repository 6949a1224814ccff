package brokertally.http;

import brokertally.config.Settings;
import brokertally.model.Measure;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        Settings.Http http = deps.settings().http();
        Traffic traffic = new Traffic();
        Connections connections = new Connections();
        TlsWatch tls = new TlsWatch(vertx, http.tls());
        AuthHandler auth = new AuthHandler(deps.keys(), deps.config()::prometheus);
        Handlers handlers = new Handlers(deps, traffic, () -> {
            List<Measure> door = new ArrayList<>(traffic.measures());
            door.addAll(connections.measures());
            door.addAll(tls.measures());
            door.addAll(auth.measures());
            return door;
        });
        Entrance.Inside inside = new Entrance.Inside(new Paths(handlers.operations()), auth);
        Entrance entrance = new Entrance(vertx, inside, traffic, connections);
        vertx.setPeriodic(SWEEP_MILLIS, timer -> entrance.sweep());
        return auth.prepare().compose(prepared -> tls.first()).compose(files -> {
            server = vertx.createHttpServer(ServerSettings.of(http, files))
                    .connectionHandler(entrance::connected)
                    .invalidRequestHandler(entrance::invalid)
                    .requestHandler(entrance);
            tls.begin(changed -> server.updateSSLOptions(
                            ServerSettings.of(http, Optional.of(changed)).getSslOptions())
                    .onSuccess(done -> connections.retire()));
            return server.listen();
        });
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** The port that it listens on; once deployed. */
    public int actualPort() {
        return server.actualPort();
    }
}
