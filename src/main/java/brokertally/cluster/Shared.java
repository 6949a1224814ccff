package brokertally.cluster;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What all sidecars of the cluster hold in common and keep: named entries, each replaced as a whole; the higher version wins
 * everywhere. Lives on one event loop. Bodies are not to be changed by whoever gets or gives them.
 */
public interface Shared {
    /** The body of an entry; empty when there is none, or it was removed. */
    Optional<byte[]> get(String name);

    /** Name → body of all entries whose names begin so; removed ones are not among them. */
    SortedMap<String, byte[]> all(String prefix);

    /**
     * Replaces an entry; an empty body removes it. Fails with an {@link java.io.IOException} that has the reason when this
     * sidecar's disk refuses: then nothing has changed anywhere. Succeeds when it is on disk here and every member present has
     * it, or after 1.5 s.
     */
    Future<Void> put(String name, byte[] body);

    /** Calls the listener, on the event loop, after entries whose names begin so have changed; also for what others changed. */
    void whenChanged(String prefix, Runnable listener);

    /** Completes once the members present at the start have been asked, or did not answer in time. Never fails. */
    Future<Void> settled();
}
