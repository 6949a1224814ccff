package brokertally.push;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The groups that are, or may be, at a Pushgateway because of this sidecar. Lives on one event loop. */
final class Groups {
    private static final String REPLACED = "another group is used";

    /** More are not remembered; the oldest is forgotten first. */
    private static final int MOST = 16;

    private final Courier courier;
    private final Deletions deletions;
    private final PushCounts counts;
    private final List<Held> held = new ArrayList<>();

    Groups(Courier courier, Deletions deletions, PushCounts counts) {
        this.courier = courier;
        this.deletions = deletions;
        this.counts = counts;
    }

    private static final class Held {
        private final Target target;
        private final Deletion.Certainty certainty;
        private boolean leaving;

        Held(Target target, Deletion.Certainty certainty) {
            this.target = target;
            this.certainty = certainty;
        }
    }

    private Optional<Held> find(Target target) {
        return held.stream().filter(one -> one.target.sameGroup(target)).findFirst();
    }

    /** A page is about to go to this group: it is not to be deleted meanwhile. */
    void uses(Target target) {
        deletions.keep(target);
    }

    /** The group may be there. What is assumed does not replace what is known. */
    void holds(Target target, Deletion.Certainty certainty) {
        Optional<Held> before = find(target);
        if (before.isPresent() && certainty == Deletion.Certainty.ASSUMED) {
            return;
        }
        before.ifPresent(held::remove);
        held.add(new Held(target, certainty));
        if (held.size() > MOST) {
            held.remove(0);
        }
    }

    /** This group is there and up to date; all others are not used any more. */
    void replacedBy(Target target) {
        leave(one -> !one.sameGroup(target), REPLACED);
    }

    /** The group is at another Pushgateway from now on. At once: under another name it may be the same, and the next push comes after. */
    void movesTo(Target target) {
        leave(one -> one.path().equals(target.path()) && !one.sameGroup(target), REPLACED);
    }

    /** Another sidecar goes on with the group. */
    void handsOver(Target target) {
        find(target).ifPresent(held::remove);
    }

    /** What is there stays there. */
    void forget() {
        held.clear();
    }

    /** No group is used any more. */
    void leave() {
        leave(one -> true, "the push is switched off");
    }

    private void leave(Predicate<Target> which, String because) {
        List.copyOf(held).stream()
                .filter(one -> !one.leaving && which.test(one.target))
                .forEach(one -> leave(one, because));
    }

    /** What could not be deleted is tried once more at the end. */
    private void leave(Held one, String because) {
        one.leaving = true;
        deletions
                .delete(new Deletion(one.target, because, one.certainty, () -> true))
                .onSuccess(end -> {
                    if (end == Deletions.End.GONE) {
                        held.remove(one);
                    } else {
                        one.leaving = end == Deletions.End.FAILED;
                    }
                });
    }

    /** Deletes those that are chosen, all at once and with one try each: this sidecar stops. Never fails. */
    Future<Void> end(Predicate<Target> which, long limitMillis) {
        deletions.dropAll();
        List<Held> all = held.stream().filter(one -> which.test(one.target)).toList();
        held.removeAll(all);
        List<Future<Outcome>> ends =
                all.stream().map(one -> end(one, limitMillis)).toList();
        return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).mapEmpty();
    }

    private Future<Outcome> end(Held one, long limitMillis) {
        return courier.send(Parcel.delete(one.target), limitMillis).outcome().onSuccess(outcome -> told(one, outcome));
    }

    private void told(Held one, Outcome outcome) {
        String because = "this sidecar stops";
        if (!(outcome instanceof Outcome.Failed failed)) {
            counts.deleted();
            PushLog.deleted(one.target, because);
            return;
        }
        counts.notDeleted(failed.why());
        if (one.certainty != Deletion.Certainty.ASSUMED) {
            PushLog.leftBehind(one.target, because, failed);
        }
    }
}
