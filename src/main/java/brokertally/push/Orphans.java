package brokertally.push;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Which groups nobody speaks for any more. Remembers those that are being or have been deleted, until their nodes come back. */
final class Orphans {
    private final Set<String> handled = new HashSet<>();

    /**
     * The nodes, each with the path of its group, whose groups are to be deleted; each only once. A group that a living node
     * has too is none of them: the job name may leave the node out.
     *
     * @param gone nodes that nobody speaks for since long enough
     * @param present nodes that somebody speaks for
     * @param group the path of a node's group
     */
    Map<String, String> among(Set<String> gone, Set<String> present, Function<String, String> group) {
        handled.retainAll(gone);
        Set<String> alive = new HashSet<>();
        present.forEach(node -> alive.add(group.apply(node)));
        Map<String, String> orphans = new TreeMap<>();
        for (String node : gone) {
            String path = group.apply(node);
            if (!alive.contains(path) && handled.add(node)) {
                orphans.put(node, path);
            }
        }
        return orphans;
    }

    /** The group of this node could not be deleted: to be tried again. */
    void failed(String node) {
        handled.remove(node);
    }
}
