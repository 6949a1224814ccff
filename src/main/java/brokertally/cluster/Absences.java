package brokertally.cluster;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private long lookedNanos;
    private boolean looked;

    /**
     * Takes note of who is there now.
     *
     * @param known nodes that others or this sidecar remember, those that are there included
     * @param here nodes that somebody speaks for
     */
    void look(Set<String> known, Set<String> here, long nowNanos) {
        if (looked && nowNanos - lookedNanos > GAP_NANOS) {
            since.clear();
        }
        looked = true;
        lookedNanos = nowNanos;
        since.keySet().removeAll(here);
        known.stream().filter(node -> !here.contains(node)).forEach(node -> since.putIfAbsent(node, nowNanos));
        Iterator<String> oldest = since.keySet().iterator();
        while (since.size() > REMEMBERED && oldest.hasNext()) {
            if (!known.contains(oldest.next())) {
                oldest.remove();
            }
        }
    }

    /** Nodes that nobody has spoken for since at least this long at the last look. */
    Set<String> longerThan(long nanos) {
        return since.entrySet().stream()
                .filter(entry -> lookedNanos - entry.getValue() >= nanos)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
