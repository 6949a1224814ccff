package brokertally.it;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several parts of a test beside each other, where one after the other would take too long. */
final class AtOnce {
    private AtOnce() {}

    /** The results in the order of the parts; when one fails, its failure with those of the others. All have ended then. */
    static <T> List<T> all(List<Callable<T>> parts) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(parts.size());
        try {
            List<Future<T>> running = threads.invokeAll(parts);
            List<T> results = new ArrayList<>();
            AssertionError failed = new AssertionError("parts of the test failed");
            for (Future<T> one : running) {
                try {
                    results.add(one.get());
                } catch (ExecutionException e) {
                    failed.addSuppressed(e.getCause());
                }
            }
            if (failed.getSuppressed().length > 0) {
                throw failed;
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
