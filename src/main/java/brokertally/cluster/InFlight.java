package brokertally.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets a bounded number of chunks travel at once. The bus has no back-pressure: without this, many long bodies at once
 * would pile up in memory. Lives on one event loop.
 */
final class InFlight {
    /** 64 chunks of 256 KiB: 16 MiB. */
    private static final int MAX_CHUNKS = 64;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int travelling;

    /** Runs the action when there is room. What waits is bounded by the bodies that are being fetched, one chunk each. */
    <T> Future<T> run(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        Runnable start = () -> {
            travelling++;
            action.get().onComplete(result -> {
                travelling--;
                Runnable next = waiting.poll();
                if (next != null) {
                    next.run();
                }
                promise.handle(result);
            });
        };
        if (travelling < MAX_CHUNKS) {
            start.run();
        } else {
            waiting.add(start);
        }
        return promise.future();
    }
}
