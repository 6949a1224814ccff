package brokertally;

import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.source.Reporter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** The first report that is an outcome: a broker that publishes its values, as Mosquitto does, needs a moment before it. */
final class FirstReport {
    private static final long RETRY_MILLIS = 200;
    private static final int RETRIES = 150;

    private FirstReport() {}

    static Future<NodeReport> of(Vertx vertx, Reporter reporter) {
        Promise<NodeReport> promise = Promise.promise();
        vertx.runOnContext(v -> attempt(vertx, reporter, promise, RETRIES));
        return promise.future();
    }

    private static void attempt(Vertx vertx, Reporter reporter, Promise<NodeReport> promise, int left) {
        reporter.report(0).onComplete(asked -> {
            if (asked.failed() || left == 0 || asked.result().broker().reason() != Reason.NOT_READ_YET) {
                promise.handle(asked);
            } else {
                vertx.setTimer(RETRY_MILLIS, id -> attempt(vertx, reporter, promise, left - 1));
            }
        });
    }
}
