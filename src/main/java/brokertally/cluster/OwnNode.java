package brokertally.cluster;

import brokertally.model.NodeReport;
import brokertally.source.Reporter;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What this sidecar says of its own node: no sample leaves it that is not in the ledger. Lives on one event loop. */
final class OwnNode {
    private static final long DISK_MILLIS = 500;
    private static final long LAST_READ_MILLIS = 700;

    private final Reporter reporter;
    private final Claims claims;
    private final LedgerStore store;
    private final Shelf shelf;
    private Future<Void> onDisk = Future.succeededFuture();
    private Optional<NodeReport> farewell = Optional.empty();

    OwnNode(Reporter reporter, Claims claims, LedgerStore store, Shelf shelf) {
        this.reporter = reporter;
        this.claims = claims;
        this.store = store;
        this.shelf = shelf;
    }

    /** See {@link Reporter#report}; the sample is in the ledger, and on disk where that matters. */
    Future<NodeReport> report(long maxAgeMillis) {
        if (farewell.isPresent()) {
            return Future.succeededFuture(farewell.get());
        }
        return reporter.report(maxAgeMillis).compose(report -> {
            enter(report);
            return onDisk.map(report);
        });
    }

    /** The last report, its age by now. */
    NodeReport latest() {
        if (farewell.isPresent()) {
            return farewell.get();
        }
        NodeReport report = reporter.latest();
        enter(report);
        return report;
    }

    /** Reads the broker once more, as far as it answers in time; from then on every report is this one. Never fails. */
    Future<NodeReport> lastReport() {
        return report(0)
                .timeout(LAST_READ_MILLIS, TimeUnit.MILLISECONDS)
                .otherwise(error -> latest())
                .onSuccess(report -> farewell = Optional.of(report));
    }

    private void enter(NodeReport report) {
        if (report.snapshot().isEmpty()) {
            return;
        }
        if (claims.isOutranked(report, report)) {
            store.counts().refused();
        } else if (store.write(report.snapshot().get())) {
            // A disk that hangs must not make every answer late.
            onDisk = shelf.save().timeout(DISK_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
        }
    }
}
