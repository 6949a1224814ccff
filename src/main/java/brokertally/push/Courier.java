package brokertally.push;

import brokertally.config.Settings;
import brokertally.model.PushFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes parcels to Pushgateways. Each has a connection of its own, opened for it and closed behind it: none that was kept can
 * be stale, and what a Pushgateway does with its end does not reach the next push. Lives on one event loop.
 */
final class Courier {
    /** One push and one DELETE at a time, and those of a configuration that is just being left. */
    private static final int CONNECTIONS = 8;

    /** A push and a DELETE to another place. */
    private static final int LOOKUPS = 2;

    private final Vertx vertx;
    private final Map<Long, HttpClient> clients = new HashMap<>();
    private final WorkerExecutor workers;
    private final Finder finder;
    private final String userAgent;
    private final Map<Lookup, Future<Route>> finding = new HashMap<>();

    Courier(Vertx vertx, String version) {
        this(vertx, version, Route::to);
    }

    Courier(Vertx vertx, String version, Finder finder) {
        this.vertx = vertx;
        this.finder = finder;
        this.userAgent = "brokertally/" + version;
        // Not those that write to the disk and render: the name service may hold them for as long as it likes.
        this.workers = vertx.createSharedWorkerExecutor("brokertally-push", LOOKUPS);
    }

    /** What a way depends on: all groups of a Pushgateway have the same. */
    private record Lookup(String host, boolean tls, Settings.PushTls files) {
        static Lookup of(Target target) {
            String host = target.proxy().orElse(target.url()).host();
            return new Lookup(host, target.url().tls(), target.transport().tls());
        }
    }

    /** Finds the way to a target; may block. */
    interface Finder {
        Route find(Target target) throws Route.Closed;
    }

    /** A parcel on its way. */
    interface Way {
        /** What came of it; always succeeds, within the time limit. */
        Future<Outcome> outcome();

        /** Gives it up: the connection is closed, the outcome is a failure. */
        void giveUp();
    }

    /** One that gives a connection up after this time: in Vert.x that belongs to the client, not to the request. */
    private HttpClient client(long connectMillis) {
        return clients.computeIfAbsent(
                connectMillis,
                limit -> vertx.createHttpClient(
                        new HttpClientOptions()
                                .setKeepAlive(false)
                                .setDecompressionSupported(false)
                                .setMaxRedirects(0)
                                .setConnectTimeout(limit.intValue()),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(CONNECTIONS)));
    }

    /** Takes the parcel there within the time limit. */
    Way send(Parcel parcel, long limitMillis) {
        Delivery delivery = new Delivery(vertx, this::client, parcel, userAgent);
        delivery.begin(limitMillis, route(parcel.target()));
        return delivery;
    }

    /**
     * The name service may hang for longer than a push may last: who asks for the same way meanwhile waits for the same answer,
     * and nobody waits for a free worker.
     */
    private Future<Route> route(Target target) {
        Lookup lookup = Lookup.of(target);
        Future<Route> underWay = finding.get(lookup);
        if (underWay != null) {
            return underWay;
        }
        if (finding.size() >= LOOKUPS) {
            return Future.failedFuture(new Route.Closed(PushFailure.DNS, "the name service does not answer"));
        }
        Future<Route> found = workers.executeBlocking(() -> finder.find(target), false);
        finding.put(lookup, found);
        return found.onComplete(done -> finding.remove(lookup, found));
    }

    /** Closes the connections; does not wait for the name service. */
    Future<Void> close() {
        List<Future<Void>> all = new ArrayList<>(List.of(workers.close()));
        clients.values().forEach(client -> all.add(client.close()));
        clients.clear();
        return Future.join(all).mapEmpty();
    }
}
