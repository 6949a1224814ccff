package brokertally.http;

import brokertally.cluster.Shared;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Entries in memory, without a cluster; the test plays the others. */
final class FakeShared implements Shared {
    final ConcurrentSkipListMap<String, byte[]> entries = new ConcurrentSkipListMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    volatile boolean diskFull;

    @Override
    public Optional<byte[]> get(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    @Override
    public SortedMap<String, byte[]> all(String prefix) {
        return new TreeMap<>(entries.subMap(prefix, prefix + Character.MAX_VALUE));
    }

    @Override
    public Future<Void> put(String name, byte[] body) {
        if (diskFull) {
            return Future.failedFuture(new IOException("No space left on device"));
        }
        change(name, body);
        return Future.succeededFuture();
    }

    /** As if another sidecar had put it. */
    void change(String name, byte[] body) {
        if (body.length == 0) {
            entries.remove(name);
        } else {
            entries.put(name, body);
        }
        List.copyOf(listeners).forEach(Runnable::run);
    }

    @Override
    public void whenChanged(String prefix, Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public Future<Void> settled() {
        return Future.succeededFuture();
    }
}
