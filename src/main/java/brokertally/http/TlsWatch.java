package brokertally.http;

import brokertally.config.Settings;
import brokertally.model.Measure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new files of {@code http.tls} in force. Files that cannot be used leave the old ones in force, with a warning and a
 * count for each change. For one event loop; the files are read on a worker.
 */
final class TlsWatch {
    /** A change counts once it was seen twice: certificate and key may be written one after the other. */
    static final long LOOK_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private final Vertx vertx;
    private final Settings.HttpTls settings;
    private Look inForce;
    private Look pending;
    private Look refused;
    private Instant expiry = Instant.EPOCH;
    private boolean looking;
    private long reloads;
    private long failures;

    /** What one look at the files gave: their contents, or what is wrong with them. */
    private record Look(Optional<TlsFiles> files, String problem) {}

    private record Checked(TlsFiles files, Instant expiry) {}

    TlsWatch(Vertx vertx, Settings.HttpTls settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** The files to start with, which must be good; empty for a server without TLS. Fails with {@link TlsFailure}. */
    Future<Optional<TlsFiles>> first() {
        return vertx.executeBlocking(() -> {
                    if (!TlsFiles.wanted(settings)) {
                        return Optional.<Checked>empty();
                    }
                    TlsFiles files = TlsFiles.read(settings);
                    return Optional.of(new Checked(files, files.check(vertx)));
                })
                .map(start -> start.map(good -> {
                    putInForce(good);
                    return good.files();
                }));
    }

    /** Looks from now on, and hands what is new and good to the server, which may still refuse it. */
    void begin(Function<TlsFiles, Future<?>> server) {
        if (inForce != null) {
            vertx.setPeriodic(LOOK_MILLIS, timer -> look(server));
        }
    }

    private void look(Function<TlsFiles, Future<?>> server) {
        if (looking) {
            return;
        }
        looking = true;
        vertx.executeBlocking(this::read).compose(seen -> seen(seen, server)).onComplete(done -> looking = false);
    }

    private Look read() {
        try {
            return new Look(Optional.of(TlsFiles.read(settings)), "");
        } catch (TlsFailure e) {
            return new Look(Optional.empty(), e.getMessage());
        }
    }

    private Future<?> seen(Look seen, Function<TlsFiles, Future<?>> server) {
        boolean again = seen.equals(pending);
        pending = seen;
        if (seen.equals(inForce)) {
            refused = null;
            return Future.succeededFuture();
        }
        if (!again || seen.equals(refused)) {
            return Future.succeededFuture();
        }
        if (seen.files().isEmpty()) {
            refuse(seen, seen.problem());
            return Future.succeededFuture();
        }
        TlsFiles files = seen.files().get();
        return vertx.executeBlocking(() -> new Checked(files, files.check(vertx)))
                .compose(good -> server.apply(files).map(good))
                .onSuccess(good -> {
                    putInForce(good);
                    reloads++;
                    LOG.info("http.tls files reloaded expires={}", good.expiry());
                })
                .onFailure(cause -> refuse(seen, cause.getMessage()));
    }

    private void putInForce(Checked good) {
        inForce = new Look(Optional.of(good.files()), "");
        refused = null;
        expiry = good.expiry();
    }

    private void refuse(Look seen, String why) {
        refused = seen;
        failures++;
        LOG.warn("http.tls files changed and cannot be used, the old ones stay in force: {}", why);
    }

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.counter(
                "brokertally_tls_reloads_total", "Times that changed files of http.tls were put in force.", (double)
                        reloads));
        measures.add(Measure.counter(
                "brokertally_tls_reload_failures_total",
                "Changes of the files of http.tls that could not be used; the old ones stayed in force.",
                (double) failures));
        if (inForce != null) {
            measures.add(Measure.gauge(
                    "brokertally_tls_certificate_expiry_timestamp_seconds",
                    "Unix time at which the certificate of the HTTP server expires.",
                    (double) expiry.getEpochSecond()));
        }
        return measures;
    }
}
