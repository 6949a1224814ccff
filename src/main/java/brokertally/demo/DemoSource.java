package brokertally.demo;

import brokertally.config.Settings;
import brokertally.model.Reason;
import brokertally.source.Reading;
import brokertally.source.Source;
import brokertally.text.ParseReport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's broker as a source: starts it with its traffic, reads its counts in memory, ends both. */
public final class DemoSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(DemoSource.class);

    private final Vertx vertx;
    private final int wantedPort;
    private final long timeoutMillis;
    private final Context context;
    private final Counts counts = new Counts();
    private final Roster roster = new Roster(counts);
    private final DemoNumbers numbers = new DemoNumbers(counts, roster);
    private final DemoBroker broker = new DemoBroker();
    private final MeteredPort entrance;
    private final Future<Integer> port;
    private Optional<DemoTraffic> traffic = Optional.empty();
    private volatile long startedMillis;
    private volatile boolean closed;

    private DemoSource(Vertx vertx, int wantedPort, long timeoutMillis) {
        this.vertx = vertx;
        this.wantedPort = wantedPort;
        this.timeoutMillis = timeoutMillis;
        this.context = vertx.getOrCreateContext();
        this.entrance = new MeteredPort(vertx, counts, roster);
        Promise<Integer> listening = Promise.promise();
        this.port = listening.future();
        context.runOnContext(started -> start().onComplete(listening));
    }

    /**
     * Starts a broker with traffic on loopback: at the port of {@code source.url} when that is {@code mqtt://127.0.0.1:PORT},
     * else at a free one. Throws {@link IllegalStateException} when the broker's jar is not in the class path.
     */
    public static DemoSource create(Vertx vertx, Settings settings) {
        int port = port(settings.source().url());
        try {
            return new DemoSource(vertx, port, settings.source().timeout().toMillis());
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("the demo's broker is not in the class path (target/demo-lib)", e);
        }
    }

    private static int port(String url) {
        if (!url.startsWith("mqtt://")) {
            return 0;
        }
        URI uri = URI.create(url);
        if (!MeteredPort.LOOPBACK.equals(uri.getHost())) {
            throw new IllegalArgumentException("source.url: the demo's broker listens on 127.0.0.1 only, not " + url);
        }
        return Math.max(uri.getPort(), 0);
    }

    private Future<Integer> start() {
        return vertx.executeBlocking(() -> broker.start(counts, roster))
                .compose(brokerPort -> entrance.listen(wantedPort, brokerPort))
                .onSuccess(listening -> {
                    startedMillis = System.currentTimeMillis();
                    LOG.info("demo broker listens host={} port={}", MeteredPort.LOOPBACK, listening);
                    DemoTraffic clients = new DemoTraffic(vertx, listening);
                    traffic = Optional.of(clients);
                    clients.start();
                })
                .onFailure(cause -> LOG.error("demo broker does not start", cause));
    }

    /** The port at which MQTT clients reach the broker on loopback, once it listens. */
    public Future<Integer> port() {
        return port;
    }

    @Override
    public String kind() {
        return "demo";
    }

    @Override
    public Future<Reading> read() {
        if (closed || port.isComplete()) {
            return Future.succeededFuture(reading());
        }
        Promise<Reading> promise = Promise.promise();
        Context caller = vertx.getOrCreateContext();
        port.onComplete(listening -> caller.runOnContext(now -> promise.tryComplete(reading())));
        caller.runOnContext(now -> vertx.setTimer(timeoutMillis, timer -> promise.tryComplete(reading())));
        return promise.future();
    }

    private Reading reading() {
        if (closed) {
            return new Reading.Failure(Reason.FAILED, "the source is closed");
        }
        if (port.failed()) {
            return new Reading.Failure(Reason.FAILED, "the demo's broker does not start: " + port.cause());
        }
        if (!port.succeeded()) {
            return new Reading.Failure(Reason.NOT_READ_YET, "the demo's broker is starting");
        }
        Optional<String> node =
                wantedPort == 0 ? Optional.empty() : Optional.of("demo@" + MeteredPort.LOOPBACK + ":" + wantedPort);
        Reading.Who who = new Reading.Who(node, DemoBroker.version(), OptionalLong.of(startedMillis));
        return new Reading.Success(who, numbers.schema(), numbers.read(), ParseReport.CLEAN, Map.of());
    }

    /** Ends the traffic, then the broker; takes some two seconds, which the broker's network library waits. */
    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        closed = true;
        Promise<Void> ended = Promise.promise();
        port.onComplete(listening -> context.runOnContext(now -> end().onComplete(ended)));
        return ended.future();
    }

    private Future<Void> end() {
        return traffic.map(DemoTraffic::end)
                .orElse(Future.succeededFuture())
                .eventually(entrance::close)
                .eventually(() -> vertx.executeBlocking(() -> {
                    broker.stop();
                    return true;
                }));
    }
}
