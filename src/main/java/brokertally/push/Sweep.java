package brokertally.push;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Deletes the groups of nodes that are gone; the elected sidecar does it, whatever becomes of its own pushes. */
final class Sweep {
    private static final long SELDOM_MILLIS = 30_000;
    private static final long OFTEN_MILLIS = 500;

    private final Standing standing;
    private final Deletions deletions;
    private final Targets targets;
    private final Orphans orphans = new Orphans();
    private final Set<String> told = new HashSet<>();

    Sweep(Standing standing, Deletions deletions, Targets targets) {
        this.standing = standing;
        this.deletions = deletions;
        this.targets = targets;
    }

    /** Whether these settings ask for it at all. Of the cluster's view there is one group only. */
    boolean isWanted() {
        return !targets.ofCluster() && !since().isZero();
    }

    private Duration since() {
        return targets.settings().life().staleGroupAfter();
    }

    /** How often to look. */
    long everyMillis() {
        return Math.max(OFTEN_MILLIS, Math.min(SELDOM_MILLIS, since().toMillis() / 4));
    }

    void look() {
        if (!standing.isElected()) {
            return;
        }
        told.retainAll(standing.gone(since()));
        Map<String, String> left = orphans.among(standing.gone(since()), standing.present(), targets::groupOf);
        left.forEach(this::delete);
    }

    private void delete(String node, String path) {
        Deletion deletion = new Deletion(
                targets.target(path),
                "the node is gone node=" + node,
                Deletion.Certainty.ASSUMED,
                () -> isOrphan(node, path));
        deletions.delete(deletion).onSuccess(end -> {
            if (end != Deletions.End.GONE) {
                orphans.failed(node);
            }
            if (end == Deletions.End.FAILED && told.add(node)) {
                PushLog.notSwept(node, deletion.target());
            }
        });
    }

    /** The node may have come back while its group waited to be deleted. */
    private boolean isOrphan(String node, String path) {
        Set<String> alive = new HashSet<>();
        standing.present().forEach(present -> alive.add(targets.groupOf(present)));
        return standing.isElected() && standing.gone(since()).contains(node) && !alive.contains(path);
    }
}
