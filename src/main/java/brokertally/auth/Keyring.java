package brokertally.auth;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All keys that a sidecar knows at one moment. Immutable. */
public final class Keyring {
    public static final Keyring EMPTY = of(List.of(), List.of());

    private final TreeMap<String, Entry> byName = new TreeMap<>();
    private final Map<String, ApiKey> byKey = new HashMap<>();

    private Keyring() {}

    /** Where a key comes from. */
    public enum Source {
        /** Made by the API; all sidecars have it. */
        API,
        /** From this sidecar's bootstrap file. */
        FILE
    }

    /** A key and where it comes from. */
    public record Entry(ApiKey key, Source source) {}

    /**
     * Puts keys together. Of two with one {@link ApiKey#key} the file's counts: who writes the file runs the machine; of two from
     * the API, the first by name.
     */
    public static Keyring of(Collection<ApiKey> fromApi, Collection<ApiKey> fromFile) {
        Keyring ring = new Keyring();
        fromApi.forEach(key -> ring.byName.put(key.name(), new Entry(key, Source.API)));
        fromFile.forEach(key -> ring.byName.put(key.name(), new Entry(key, Source.FILE)));
        fromFile.forEach(key -> ring.byKey.putIfAbsent(key.key(), key));
        ring.byName.values().forEach(entry -> ring.byKey.putIfAbsent(entry.key().key(), entry.key()));
        return ring;
    }

    /** The key that clients call so. */
    public Optional<ApiKey> byKey(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The key that people call so. */
    public Optional<Entry> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All keys, by name. */
    public List<Entry> all() {
        return List.copyOf(byName.values());
    }

    /** How many keys come from there. */
    public int count(Source source) {
        return (int) byName.values().stream()
                .filter(entry -> entry.source() == source)
                .count();
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }
}
