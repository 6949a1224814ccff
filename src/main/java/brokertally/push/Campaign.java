package brokertally.push;

import brokertally.config.Settings;
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

/** Pushes under one configuration, until it is abandoned for the next. Lives on one event loop. */
final class Campaign {
    /** How often one that stands by looks whether it is its turn. */
    private static final long STANDBY_MILLIS = 500;

    /** After these nothing of the push can be at the Pushgateway. */
    private static final Set<PushFailure> BEFORE_SENDING =
            EnumSet.of(PushFailure.REFUSED, PushFailure.DNS, PushFailure.ADDRESS, PushFailure.TLS, PushFailure.NO_PAGE);

    private final Crew crew;
    private final Targets targets;
    private Schedule schedule;
    private PushState.Kind kind = PushState.Kind.WAITING;
    private Optional<PushFailure> failure = Optional.empty();
    private Optional<Push> underWay = Optional.empty();
    private Optional<Long> timer = Optional.empty();
    private boolean over;

    /**
     * With whom a campaign works.
     *
     * @param pages where pages come from
     * @param courier takes them to the Pushgateway
     * @param groups what is there because of this sidecar
     */
    record Crew(
            Vertx vertx,
            Standing standing,
            Pages pages,
            Courier courier,
            Groups groups,
            PushCounts counts,
            PushLog log) {}

    Campaign(Crew crew, Targets targets, Schedule schedule) {
        this.crew = crew;
        this.targets = targets;
        this.schedule = schedule;
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

    void begin() {
        crew.groups().uses(target());
        arm(schedule.due());
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
            kind = PushState.Kind.STANDBY;
            failure = Optional.empty();
            crew.groups().uses(target());
            crew.groups().handsOver();
            crew.log().standsBy();
        }
        schedule = schedule.dueAt(nowMillis() + STANDBY_MILLIS);
        arm(schedule.due());
    }

    private void push() {
        schedule = kind == PushState.Kind.STANDBY ? schedule.dueAt(nowMillis()) : schedule;
        Push push = new Push(target(), System.nanoTime());
        if (kind == PushState.Kind.STANDBY) {
            kind = PushState.Kind.WAITING;
            crew.log().takesOver(push.target());
        }
        underWay = Optional.of(push);
        crew.groups().uses(push.target());
        crew.counts().attempted();
        push.outcome().onSuccess(outcome -> finish(push, outcome));
        Future.succeededFuture(targets.settings())
                .compose(crew.pages()::body)
                .onSuccess(body -> send(push, body))
                .onFailure(error -> push.over(noPage(error)));
    }

    private static Outcome noPage(Throwable error) {
        return error instanceof Pages.None none
                ? new Outcome.Failed(PushFailure.NO_PAGE, none.getMessage())
                : new Outcome.Failed(PushFailure.FAILED, Failures.detail(error));
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
        boolean arrived = !(outcome instanceof Outcome.Failed failed) || !BEFORE_SENDING.contains(failed.why());
        if (push.isSent() && arrived) {
            crew.groups().holds(push.target());
        }
        if (push.isGivenUp()) {
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

    private void succeeded(Push push) {
        crew.counts().succeeded(System.currentTimeMillis());
        crew.log().succeeded(push.target());
        kind = PushState.Kind.PUSHING;
        failure = Optional.empty();
        schedule = schedule.succeeded(nowMillis());
        Settings.PushLife life = targets.settings().life();
        if (!targets.ofCluster()
                && life.staleGroupAfter().toMillis() > 0
                && crew.standing().isElected()) {
            crew.groups().sweep(targets, life.staleGroupAfter());
        }
    }

    private void failed(Push push, Outcome.Failed failed) {
        crew.counts().failed(failed.why());
        crew.log().failed(push.target(), failed);
        kind = PushState.Kind.FAILING;
        failure = Optional.of(failed.why());
        schedule = schedule.failed(nowMillis(), ThreadLocalRandom.current().nextDouble());
    }

    /** Pushes no more; what is under way is given up. */
    void abandon() {
        over = true;
        timer.ifPresent(crew.vertx()::cancelTimer);
        underWay.ifPresent(Push::giveUp);
    }

    /** As {@link #abandon}, but what is under way may come to its end within this time. Completes when nothing is any more. */
    Future<Void> rest(long millis) {
        over = true;
        timer.ifPresent(crew.vertx()::cancelTimer);
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
