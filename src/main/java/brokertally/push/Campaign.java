package brokertally.push;

import brokertally.model.PushFailure;
import brokertally.model.PushState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Pushes under one configuration, until it is abandoned for the next. Lives on one event loop. */
final class Campaign {
    /** How often one that stands by looks whether it is its turn. */
    private static final long STANDBY_MILLIS = 500;

    /** After these what was sent may still be taken in. */
    private static final Set<PushFailure> MAY_COME_LATE =
            EnumSet.of(PushFailure.TIMEOUT, PushFailure.RESET, PushFailure.SERVER_ERROR, PushFailure.FAILED);

    private final Crew crew;
    private final Targets targets;
    private final Sweep sweep;
    private Schedule schedule;
    private PushState.Kind kind = PushState.Kind.WAITING;
    private Optional<PushFailure> failure = Optional.empty();
    private Optional<Push> underWay = Optional.empty();
    private Optional<Long> timer = Optional.empty();
    private Optional<Long> sweeping = Optional.empty();
    private boolean over;

    /**
     * With whom a campaign works.
     *
     * @param pages where pages come from
     * @param courier takes them to the Pushgateway
     * @param deletions deletes groups
     * @param groups what is there because of this sidecar
     * @param moved called when the state has become of another kind
     */
    record Crew(
            Vertx vertx,
            Standing standing,
            Pages pages,
            Courier courier,
            Deletions deletions,
            Groups groups,
            PushCounts counts,
            PushLog log,
            Runnable moved) {}

    Campaign(Crew crew, Targets targets, Schedule schedule) {
        this.crew = crew;
        this.targets = targets;
        this.schedule = schedule;
        this.sweep = new Sweep(crew.standing(), crew.deletions(), targets);
    }

    static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    Schedule schedule() {
        return schedule;
    }

    PushState.Kind kind() {
        return kind;
    }

    Optional<PushFailure> failure() {
        return failure;
    }

    /** Where this sidecar's page goes. */
    Target target() {
        return targets.own(crew.standing().node());
    }

    /** The cluster's group, which any sidecar may have written. */
    Optional<Target> clusterTarget() {
        return Optional.of(target()).filter(group -> targets.ofCluster());
    }

    /** The group of the node may be there from an earlier life of this process, which was killed. */
    void begin() {
        Target target = target();
        crew.groups().uses(target);
        crew.groups().movesTo(target);
        if (!targets.ofCluster()) {
            crew.groups().holds(target, Deletion.Certainty.ASSUMED);
        }
        if (sweep.isWanted()) {
            sweeping = Optional.of(crew.vertx().setPeriodic(sweep.everyMillis(), id -> sweep.look()));
        }
        if (targets.ofCluster() && !crew.standing().isElected()) {
            standBy();
        } else {
            arm(schedule.due());
        }
    }

    /** True when others push to this group too: it is the cluster's, or the job name leaves the node out. */
    boolean isShared(Target target) {
        String own = crew.standing().node();
        return targets.ofCluster() && target.sameGroup(target())
                || crew.standing().present().stream()
                        .filter(node -> !node.equals(own))
                        .anyMatch(node -> targets.target(targets.groupOf(node)).sameGroup(target));
    }

    private void become(PushState.Kind next, Optional<PushFailure> why) {
        boolean another = kind != next;
        kind = next;
        failure = why;
        if (another) {
            crew.moved().run();
        }
    }

    private void arm(long dueMillis) {
        long delay = Math.max(1, dueMillis - nowMillis());
        timer = Optional.of(crew.vertx().setTimer(delay, id -> look()));
    }

    private void look() {
        if (!targets.ofCluster() || crew.standing().isElected()) {
            push();
        } else {
            standBy();
        }
    }

    /** Looks often: whose turn it has become pushes at once. */
    private void standBy() {
        if (kind != PushState.Kind.STANDBY) {
            become(PushState.Kind.STANDBY, Optional.empty());
            crew.groups().handsOver(target());
            crew.groups().replacedBy(target());
            crew.log().forget();
            crew.log().standsBy();
        }
        schedule = schedule.dueAt(nowMillis() + STANDBY_MILLIS);
        arm(schedule.due());
    }

    private void push() {
        schedule = kind == PushState.Kind.STANDBY ? schedule.dueAt(nowMillis()) : schedule;
        Push push = new Push(target(), System.nanoTime());
        if (kind == PushState.Kind.STANDBY) {
            become(PushState.Kind.WAITING, Optional.empty());
            crew.log().takesOver(push.target());
        }
        underWay = Optional.of(push);
        crew.groups().uses(push.target());
        crew.counts().attempted();
        push.outcome().onSuccess(outcome -> finish(push, outcome));
        Future.succeededFuture(targets.settings())
                .compose(crew.pages()::body)
                .timeout(Delivery.LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .onSuccess(body -> send(push, body))
                .onFailure(error -> push.over(noPage(error)));
    }

    private static Outcome noPage(Throwable error) {
        return error instanceof Pages.None none
                ? new Outcome.Failed(PushFailure.NO_PAGE, none.getMessage())
                : new Outcome.Failed(Failures.of(error), Failures.detail(error));
    }

    private void send(Push push, Parcel.Body body) {
        if (push.isGivenUp()) {
            push.over(new Outcome.Failed(PushFailure.FAILED, "given up"));
            return;
        }
        crew.counts().sends(body.bytes().length());
        HttpMethod method = HttpMethod.valueOf(targets.settings().method().toUpperCase(Locale.ROOT));
        long spent = (System.nanoTime() - push.begunNanos()) / 1_000_000;
        push.goes(crew.courier()
                .send(
                        new Parcel(method, push.target(), Optional.of(body)),
                        Math.max(1, Delivery.LIMIT_MILLIS - spent)));
    }

    private void finish(Push push, Outcome outcome) {
        underWay = Optional.empty();
        if (push.isSent()) {
            certainty(outcome).ifPresent(certainty -> crew.groups().holds(push.target(), certainty));
        }
        if (push.isGivenUp()) {
            schedule = schedule.succeeded(nowMillis()); // what was sent may have come: it counts for the pace
            return;
        }
        crew.counts().took(System.nanoTime() - push.begunNanos());
        if (outcome instanceof Outcome.Failed failed) {
            failed(push, failed);
        } else {
            succeeded(push);
        }
        if (!over) {
            arm(schedule.due());
        }
    }

    /** How sure it is that the group is there now; empty = nothing has changed. */
    private static Optional<Deletion.Certainty> certainty(Outcome outcome) {
        if (!(outcome instanceof Outcome.Failed failed)) {
            return Optional.of(Deletion.Certainty.WRITTEN);
        }
        return MAY_COME_LATE.contains(failed.why()) ? Optional.of(Deletion.Certainty.UNSETTLED) : Optional.empty();
    }

    private void succeeded(Push push) {
        crew.counts().succeeded(System.currentTimeMillis());
        crew.log().succeeded(push.target());
        crew.groups().replacedBy(push.target());
        become(PushState.Kind.PUSHING, Optional.empty());
        schedule = schedule.succeeded(nowMillis());
    }

    private void failed(Push push, Outcome.Failed failed) {
        crew.counts().failed(failed.why());
        crew.log().failed(push.target(), failed);
        become(PushState.Kind.FAILING, Optional.of(failed.why()));
        schedule = schedule.failed(nowMillis(), ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Pushes no more. What is under way may come to its end within this time, and is given up after it. Completes when nothing
     * is under way any more; never fails.
     */
    Future<Void> rest(long millis) {
        over = true;
        timer.ifPresent(crew.vertx()::cancelTimer);
        sweeping.ifPresent(crew.vertx()::cancelTimer);
        if (underWay.isEmpty()) {
            return Future.succeededFuture();
        }
        Push push = underWay.get();
        Promise<Void> rested = Promise.promise();
        long patience = crew.vertx().setTimer(millis, id -> {
            push.giveUp();
            rested.tryComplete();
        });
        push.outcome().onComplete(outcome -> {
            crew.vertx().cancelTimer(patience);
            rested.tryComplete();
        });
        return rested.future();
    }
}
