package brokertally.push;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The groups that this sidecar is answerable for: its own, and as the elected one those of nodes that are gone. */
final class Groups {
    private final Courier courier;
    private final Standing standing;
    private final Deletions deletions;
    private final PushCounts counts;
    private final Orphans orphans = new Orphans();
    private Optional<Target> held = Optional.empty();

    Groups(Courier courier, Standing standing, Deletions deletions, PushCounts counts) {
        this.courier = courier;
        this.standing = standing;
        this.deletions = deletions;
        this.counts = counts;
    }

    /** From now on this is the group; another one that this sidecar holds is deleted. */
    void uses(Target target) {
        deletions.keep(target);
        held.filter(before -> !before.sameGroup(target)).ifPresent(before -> {
            deletions.delete(before, "another group is used");
            held = Optional.empty();
            orphans.forget();
        });
    }

    /** The group may be there by this sidecar. */
    void holds(Target target) {
        held = Optional.of(target);
    }

    /** Another sidecar goes on with the group. */
    void handsOver() {
        held = Optional.empty();
    }

    /** The group is not used any more. */
    void leave() {
        held.ifPresent(target -> deletions.delete(target, "the push is switched off"));
        held = Optional.empty();
    }

    /** Deletes the groups of nodes that are gone for so long; to be called by the elected sidecar only. */
    void sweep(Targets targets, Duration since) {
        Map<String, String> left = orphans.among(standing.gone(since), standing.present(), targets::groupOf);
        left.forEach((node, path) -> deletions
                .delete(targets.target(path), "the node is gone node=" + node)
                .onSuccess(gone -> {
                    if (!gone) {
                        orphans.failed(node);
                    }
                }));
    }

    /** The group that is there by this sidecar. */
    Optional<Target> held() {
        return held;
    }

    /** Deletes a group with one try: this sidecar stops. Never fails. */
    Future<Outcome> end(Target target, long limitMillis) {
        return courier.send(Parcel.delete(target), limitMillis).outcome().onSuccess(outcome -> told(target, outcome));
    }

    private void told(Target target, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            counts.notDeleted(failed.why());
            PushLog.leftBehind(target, "this sidecar stops", failed);
        } else {
            counts.deleted();
            PushLog.deleted(target, "this sidecar stops");
        }
    }
}
