package brokertally.cluster;

import brokertally.ledger.Ledger;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the ledger on disk, one writing at a time, on a worker. A disk that is full or gone costs a log line and a count: the
 * file before stays, and the cluster goes on. Lives on one event loop.
 */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    /** Numbers that rise are read again from the broker; on disk they matter only when it restarts while nobody looks. */
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final Vertx vertx;
    private final LedgerStore store;
    private final Optional<LedgerFile> file;
    private Ledger saved = Ledger.EMPTY;
    private long savedNanos = System.nanoTime();
    private Future<Void> writing = Future.succeededFuture();
    private Optional<Promise<Void>> next = Optional.empty();
    private boolean failing;

    Shelf(Vertx vertx, LedgerStore store, Optional<Path> directory) {
        this.vertx = vertx;
        this.store = store;
        this.file = directory.map(LedgerFile::in);
    }

    /** Reads what an earlier process has left; never fails. */
    Future<Void> load() {
        if (file.isEmpty()) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> file.get().load(), false)
                .onSuccess(loaded -> {
                    loaded.problems().forEach(problem -> LOG.warn("ledger on disk: {}", problem));
                    store.counts().damaged(loaded.problems().size());
                    loaded.ledger().pages().forEach(store::take);
                    saved = store.ledger();
                    LOG.info("ledger read nodes={}", loaded.ledger().size());
                })
                .onFailure(error -> {
                    LOG.warn("ledger on disk cannot be read reason=\"{}\"", error.getMessage());
                    store.counts().damaged(1);
                })
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** Writes the ledger as it is now; completes when it, or a later one, is on disk or cannot be written. Never fails. */
    Future<Void> save() {
        if (file.isEmpty() || saved == store.ledger()) {
            return writing;
        }
        if (next.isEmpty()) {
            Promise<Void> promise = Promise.promise();
            next = Optional.of(promise);
            writing.onComplete(done -> write(promise));
        }
        return next.map(Promise::future).orElse(writing);
    }

    /** Saves what has moved, now and then. */
    void tick() {
        if (System.nanoTime() - savedNanos > INTERVAL_NANOS) {
            save();
        }
    }

    private void write(Promise<Void> promise) {
        next = Optional.empty();
        writing = promise.future();
        Ledger ledger = store.ledger();
        vertx.executeBlocking(
                        () -> {
                            file.orElseThrow().save(ledger);
                            return ledger;
                        },
                        false)
                .onSuccess(this::wrote)
                .onFailure(this::failed)
                .onComplete(done -> promise.complete());
    }

    private void wrote(Ledger ledger) {
        saved = ledger;
        savedNanos = System.nanoTime();
        store.counts().saved();
        if (failing) {
            LOG.info("ledger is on disk again");
            failing = false;
        }
    }

    private void failed(Throwable error) {
        savedNanos = System.nanoTime();
        store.counts().saveFailed();
        if (!failing) {
            String kind = error instanceof IOException ? "disk" : "defect";
            LOG.warn("ledger cannot be written, the file before stays kind={} reason=\"{}\"", kind, error.getMessage());
            failing = true;
        }
    }
}
