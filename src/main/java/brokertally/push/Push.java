package brokertally.push;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;

/** One push that is under way: first the page, then the way to the Pushgateway. */
final class Push {
    private final Target target;
    private final long begunNanos;
    private final Promise<Outcome> promise = Promise.promise();
    private Optional<Courier.Way> way = Optional.empty();
    private boolean givenUp;

    Push(Target target, long nowNanos) {
        this.target = target;
        this.begunNanos = nowNanos;
    }

    Target target() {
        return target;
    }

    long begunNanos() {
        return begunNanos;
    }

    /** What came of it; never fails. */
    Future<Outcome> outcome() {
        return promise.future();
    }

    /** True when something of it may have reached the Pushgateway. */
    boolean isSent() {
        return way.isPresent();
    }

    boolean isGivenUp() {
        return givenUp;
    }

    void goes(Courier.Way newWay) {
        way = Optional.of(newWay);
        newWay.outcome().onSuccess(this::over);
    }

    void over(Outcome outcome) {
        promise.tryComplete(outcome);
    }

    void giveUp() {
        givenUp = true;
        way.ifPresent(Courier.Way::giveUp);
    }
}
