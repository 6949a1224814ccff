package brokertally.push;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Groups to be deleted, one at a time, each tried a few times; while one waits for its next try the others go on. Lives on one
 * event loop.
 */
final class Deletions {
    private static final long PAUSE_MILLIS = 5_000;

    /** More are not waiting at a time; whoever asks for one more is refused and may ask again. */
    static final int WAITING = 256;

    private final Vertx vertx;
    private final Courier courier;
    private final PushCounts counts;
    private final Deque<Running> waiting = new ArrayDeque<>();
    private final List<Running> pausing = new ArrayList<>();
    private Optional<Running> current = Optional.empty();

    Deletions(Vertx vertx, Courier courier, PushCounts counts) {
        this.vertx = vertx;
        this.courier = courier;
        this.counts = counts;
    }

    /** What came of it. */
    enum End {
        /** The group is gone. */
        GONE,
        /** It is not, after all tries. */
        FAILED,
        /** It is not to be deleted any more. */
        DROPPED
    }

    private static final class Running {
        private final Deletion deletion;
        private final Promise<End> promise = Promise.promise();
        private Optional<Courier.Way> way = Optional.empty();
        private int failures;
        private int successes;
        private boolean dropped;

        Running(Deletion deletion) {
            this.deletion = deletion;
        }

        Target target() {
            return deletion.target();
        }
    }

    /** Deletes a group; never fails. */
    Future<End> delete(Deletion deletion) {
        if (waiting.size() + pausing.size() >= WAITING) {
            return Future.succeededFuture(End.DROPPED);
        }
        Running asked = new Running(deletion);
        waiting.add(asked);
        next();
        return asked.promise.future();
    }

    /** The group is in use again: it must not be deleted behind a push. */
    void keep(Target target) {
        drop(job -> job.target().sameGroup(target));
    }

    /** Nothing is deleted any more. */
    void dropAll() {
        drop(job -> true);
    }

    private void drop(Predicate<Running> which) {
        List<Running> idle =
                Stream.concat(waiting.stream(), pausing.stream()).filter(which).toList();
        waiting.removeAll(idle);
        pausing.removeAll(idle);
        idle.forEach(job -> job.promise.complete(End.DROPPED));
        current.filter(which).ifPresent(job -> {
            job.dropped = true;
            job.way.ifPresent(Courier.Way::giveUp);
        });
    }

    private void next() {
        if (current.isEmpty()) {
            current = Optional.ofNullable(waiting.poll());
            current.ifPresent(this::attempt);
        }
    }

    private void attempt(Running job) {
        if (!job.deletion.wanted().getAsBoolean()) {
            end(job, End.DROPPED);
            return;
        }
        Courier.Way way = courier.send(Parcel.delete(job.target()), Delivery.LIMIT_MILLIS);
        job.way = Optional.of(way);
        way.outcome().onSuccess(outcome -> judge(job, outcome));
    }

    private void judge(Running job, Outcome outcome) {
        job.way = Optional.empty();
        if (outcome instanceof Outcome.Failed failed) {
            failed(job, failed);
        } else {
            succeeded(job);
        }
    }

    private void succeeded(Running job) {
        job.successes++;
        if (!job.dropped && job.successes < job.deletion.certainty().deletes()) {
            again(job);
            return;
        }
        counts.deleted();
        PushLog.deleted(job.target(), job.deletion.because());
        end(job, End.GONE);
    }

    private void failed(Running job, Outcome.Failed failed) {
        if (job.dropped) {
            end(job, End.DROPPED);
            return;
        }
        counts.notDeleted(failed.why());
        job.failures++;
        if (job.failures < job.deletion.certainty().tries()) {
            again(job);
            return;
        }
        if (job.deletion.certainty() != Deletion.Certainty.ASSUMED) {
            PushLog.leftBehind(job.target(), job.deletion.because(), failed);
        }
        end(job, End.FAILED);
    }

    private void again(Running job) {
        pausing.add(job);
        vertx.setTimer(PAUSE_MILLIS, id -> {
            if (pausing.remove(job)) {
                waiting.add(job);
                next();
            }
        });
        current = Optional.empty();
        next();
    }

    private void end(Running job, End how) {
        current = Optional.empty();
        job.promise.complete(how);
        next();
    }
}
