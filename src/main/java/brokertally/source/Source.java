package brokertally.source;

import io.vertx.core.Future;

/** Reads one local broker. Failure is a {@link Reading}, never a failed future. */
public interface Source {
    /** Which broker, as in {@code source.type}. */
    String kind();

    /**
     * Reads the broker now. The future always succeeds, within {@code source.timeout}; of concurrent calls the caller (the
     * {@link Collector}) makes one.
     */
    Future<Reading> read();

    /** Ends connections and timers; final: a later read gives a failure. */
    Future<Void> close();
}
