package brokertally.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Where secrets are hashed: on one thread of its own, one at a time, so that nobody can keep the machine busy with passwords. */
final class Hasher {
    /** At 40 ms each, nobody waits much longer than half a second. */
    static final int MAX_WAITING = 16;

    private final WorkerExecutor worker;
    private final AtomicInteger waiting = new AtomicInteger();

    Hasher(Vertx vertx) {
        this.worker = vertx.createSharedWorkerExecutor("auth", 1);
    }

    /** True when no more should be asked for. */
    boolean isBusy() {
        return waiting.get() >= MAX_WAITING;
    }

    /** Runs it after all that was asked for before; completes on the caller's event loop. */
    <T> Future<T> run(Callable<T> slow) {
        waiting.incrementAndGet();
        return worker.executeBlocking(slow).onComplete(done -> waiting.decrementAndGet());
    }
}
