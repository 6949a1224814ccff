package brokertally.push;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Groups to be deleted, one after the other, each tried a few times. Lives on one event loop. */
final class Deletions {
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 5_000;

    /** More are not waiting at a time; whoever asks for one more is refused and may ask again. */
    static final int WAITING = 256;

    private final Vertx vertx;
    private final Courier courier;
    private final PushCounts counts;
    private final Deque<Job> waiting = new ArrayDeque<>();
    private Optional<Job> current = Optional.empty();

    Deletions(Vertx vertx, Courier courier, PushCounts counts) {
        this.vertx = vertx;
        this.courier = courier;
        this.counts = counts;
    }

    private static final class Job {
        private final Target target;
        private final String because;
        private final Promise<Boolean> promise = Promise.promise();
        private Optional<Courier.Way> way = Optional.empty();
        private int tries;
        private boolean cancelled;

        Job(Target target, String because) {
            this.target = target;
            this.because = because;
        }
    }

    /**
     * Deletes a group.
     *
     * @param because why, for the log
     * @return whether it is gone; never fails
     */
    Future<Boolean> delete(Target target, String because) {
        if (waiting.size() >= WAITING) {
            return Future.succeededFuture(false);
        }
        Job job = new Job(target, because);
        waiting.add(job);
        next();
        return job.promise.future();
    }

    /** The group is in use again: it must not be deleted behind a push. */
    void keep(Target target) {
        current.filter(job -> job.target.sameGroup(target)).ifPresent(this::cancel);
        waiting.stream().filter(job -> job.target.sameGroup(target)).toList().forEach(job -> {
            waiting.remove(job);
            job.promise.complete(false);
        });
    }

    private void cancel(Job job) {
        job.cancelled = true;
        job.way.ifPresent(Courier.Way::giveUp);
    }

    private void next() {
        if (current.isEmpty()) {
            current = Optional.ofNullable(waiting.poll());
            current.ifPresent(this::attempt);
        }
    }

    private void attempt(Job job) {
        if (job.cancelled) {
            end(job, false);
            return;
        }
        job.tries++;
        Courier.Way way = courier.send(Parcel.delete(job.target), Delivery.LIMIT_MILLIS);
        job.way = Optional.of(way);
        way.outcome().onSuccess(outcome -> judge(job, outcome));
    }

    private void judge(Job job, Outcome outcome) {
        job.way = Optional.empty();
        if (outcome instanceof Outcome.Done) {
            counts.deleted();
            PushLog.deleted(job.target, job.because);
            end(job, true);
        } else if (job.cancelled) {
            end(job, false);
        } else if (outcome instanceof Outcome.Failed failed) {
            counts.notDeleted(failed.why());
            if (job.tries >= TRIES) {
                PushLog.leftBehind(job.target, job.because, failed);
                end(job, false);
            } else {
                vertx.setTimer(PAUSE_MILLIS, id -> attempt(job));
            }
        }
    }

    private void end(Job job, boolean gone) {
        current = Optional.empty();
        job.promise.complete(gone);
        next();
    }
}
