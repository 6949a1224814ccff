package brokertally.push;

import brokertally.model.PushFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes parcels to Pushgateways. Each has a connection of its own, opened for it and closed behind it: none that was kept can
 * be stale, and what a Pushgateway does with its end does not reach the next push. Lives on one event loop.
 */
final class Courier {
    /** One push and one DELETE at a time, and those of a configuration that is just being left. */
    private static final int CONNECTIONS = 8;

    private final Vertx vertx;
    private final HttpClient client;
    private final String userAgent;
    private final Map<Target, Future<Route>> finding = new HashMap<>();

    Courier(Vertx vertx, String version) {
        this.vertx = vertx;
        this.userAgent = "brokertally/" + version;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(false)
                        .setDecompressionSupported(false)
                        .setMaxRedirects(0)
                        .setConnectTimeout((int) Delivery.LIMIT_MILLIS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(CONNECTIONS));
    }

    /** A parcel on its way. */
    interface Way {
        /** What came of it; always succeeds, within the time limit. */
        Future<Outcome> outcome();

        /** Gives it up: the connection is closed, the outcome is a failure. */
        void giveUp();
    }

    /** Takes the parcel there within the time limit. */
    Way send(Parcel parcel, long limitMillis) {
        Delivery delivery = new Delivery(vertx, client, parcel, userAgent);
        delivery.begin(limitMillis, route(parcel.target()));
        return delivery;
    }

    /**
     * The name service may hang for longer than a push may last: who asks for the same way meanwhile waits for the same answer,
     * and no worker more is taken.
     */
    private Future<Route> route(Target target) {
        Future<Route> underWay = finding.get(target);
        if (underWay != null) {
            return underWay;
        }
        if (finding.size() >= CONNECTIONS) {
            return Future.failedFuture(new Route.Closed(PushFailure.DNS, "the name service does not answer"));
        }
        Future<Route> found = vertx.executeBlocking(() -> Route.to(target), false);
        finding.put(target, found);
        return found.onComplete(done -> finding.remove(target, found));
    }

    void close() {
        client.close();
    }
}
