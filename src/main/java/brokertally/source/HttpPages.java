package brokertally.source;

import brokertally.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.Collection;
import java.util.concurrent.Callable;

/**
 * Asks one broker for pages over HTTP, on the context of the caller. Few connections are kept; redirects are not followed,
 * so that no broker can send the credentials elsewhere; bodies are never inflated, so that a limit on bytes is one on memory.
 */
final class HttpPages {
    /** The five pages of EMQX, its status, and its node. */
    private static final int CONNECTIONS = 7;

    private static final long INLINE_BYTES = 1 << 20;

    private final Vertx vertx;
    private final Timing timing;
    private final HttpClient client;

    HttpPages(Vertx vertx, Timing timing) {
        this.vertx = vertx;
        this.timing = timing;
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout(15)
                .setDecompressionSupported(false)
                // The exchange has the one time limit; a shorter one of the client would hide which it was.
                .setConnectTimeout(
                        (int) Math.min(Integer.MAX_VALUE, 2 * timing.timeout().toMillis() + 1000));
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    Timing timing() {
        return timing;
    }

    /** The page, or why not, before the deadline on {@link Clock#nanos}. The future always succeeds. */
    Future<Fetched> get(Target target, long deadlineNanos) {
        if (target.pause().active(timing.nano())) {
            String detail = "credentials were refused a moment ago, not asked again yet at=" + target.where();
            return Future.succeededFuture(new Fetched.Failed(Reason.AUTH, 0, detail));
        }
        long millis = Math.max(1, (deadlineNanos - timing.nano()) / 1_000_000);
        return new Exchange(vertx, client, timing.clock(), target).run(millis);
    }

    /**
     * Makes a reading of bodies that have come: at once, or on a worker when they are long, because lines that are not known
     * yet take tens of milliseconds a mebibyte. The caller reads one set of pages at a time, so that what the reading
     * touches has one thread at a time.
     */
    Future<Reading> read(Collection<Target> targets, Callable<Reading> reading) {
        long bytes = 0;
        for (Target target : targets) {
            bytes += target.body().length();
        }
        if (bytes > INLINE_BYTES) {
            return vertx.executeBlocking(reading, true);
        }
        try {
            return Future.succeededFuture(reading.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** Ends all connections; requests that are out fail. */
    Future<Void> close() {
        return client.close();
    }
}
