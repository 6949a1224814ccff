package brokertally.cluster;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Since when nobody speaks for a node. Lives on one event loop; times are nanoseconds of one monotone clock, given by the
 * caller.
 */
final class Absences {
    /** Nodes that are kept although nobody but this sidecar remembers them; the first to go are dropped. */
    static final int REMEMBERED = 1_000;

    /** Whoever has not looked for so long has stood still, and cannot know who was there meanwhile. */
    static final long GAP_NANOS = 10_000_000_000L;

    private final Map<String, Long> since = new LinkedHashMap<>();
    private OptionalLong looked = OptionalLong.empty();
    private OptionalLong certain = OptionalLong.empty();

    /**
     * Who is there.
     *
     * @param known nodes that others or this sidecar remember
     * @param here nodes that somebody speaks for
     * @param complete false while somebody is there who may speak for any node
     */
    record Look(Set<String> known, Set<String> here, boolean complete) {}

    /** Takes note of who is there now. */
    void note(Look look, long nowNanos) {
        if (looked.isPresent() && nowNanos - looked.getAsLong() > GAP_NANOS) {
            since.clear();
        }
        looked = OptionalLong.of(nowNanos);
        certain = look.complete() ? looked : certain;
        since.keySet().removeAll(look.here());
        look.known().stream()
                .filter(node -> !look.here().contains(node))
                .forEach(node -> since.putIfAbsent(node, nowNanos));
        Iterator<String> oldest = since.keySet().iterator();
        while (since.size() > REMEMBERED && oldest.hasNext()) {
            if (!look.known().contains(oldest.next())) {
                oldest.remove();
            }
        }
    }

    /** Nodes that nobody had spoken for since at least this long when it was last certain, and nobody has since then. */
    Set<String> longerThan(long nanos) {
        if (certain.isEmpty()) {
            return Set.of();
        }
        return since.entrySet().stream()
                .filter(entry -> certain.getAsLong() - entry.getValue() >= nanos)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
