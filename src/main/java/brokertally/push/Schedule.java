package brokertally.push;

import java.util.OptionalLong;

/**
 * When to push. All times are milliseconds of one clock that never steps back. The rate is steady: a push that takes long does
 * not move the next one. After a failure the next try comes after one to two intervals, drawn at random and later the longer it
 * has failed, so that sidecars do not come back to a Pushgateway in step; never later, so that two intervals after its return
 * it has the numbers again.
 */
final class Schedule {
    /** So many failures in a row and the draw is over the whole second interval. */
    private static final int SLOWEST_AFTER = 4;

    private final long interval;
    private final OptionalLong last;
    private final long due;
    private final int failures;

    private Schedule(long interval, OptionalLong last, long due, int failures) {
        if (interval <= 0) {
            throw new IllegalArgumentException("interval of " + interval + " ms");
        }
        this.interval = interval;
        this.last = last;
        this.due = due;
        this.failures = failures;
    }

    /** The first push is one interval from now. */
    static Schedule from(long now, long interval) {
        return new Schedule(interval, OptionalLong.empty(), now + interval, 0);
    }

    /** When the next push is due. */
    long due() {
        return due;
    }

    /** How many pushes in a row have failed. */
    int failures() {
        return failures;
    }

    /** Another interval from now on: counted from the last push, so that no two come within one interval. */
    Schedule paced(long now, long newInterval) {
        long next = last.isPresent() ? Math.max(now, last.getAsLong() + newInterval) : now + newInterval;
        return new Schedule(newInterval, last, next, failures);
    }

    /** The next push is due then; what was last pushed is forgotten, because somebody else may have pushed. */
    Schedule dueAt(long when) {
        return new Schedule(interval, OptionalLong.empty(), when, 0);
    }

    /** The push that was due has been made. Places that have passed meanwhile are left out. */
    Schedule succeeded(long now) {
        long next = due + interval;
        if (next <= now) {
            next += ((now - next) / interval + 1) * interval;
        }
        return new Schedule(interval, OptionalLong.of(due), next, 0);
    }

    /**
     * The push that was due has failed.
     *
     * @param draw between 0 and 1, at random
     */
    Schedule failed(long now, double draw) {
        int more = Math.min(failures + 1, SLOWEST_AFTER);
        long waiting = interval + (long) (draw * interval * more / SLOWEST_AFTER);
        long next = due + waiting;
        if (next <= now) {
            next = now + (long) (draw * interval) + 1;
        }
        return new Schedule(interval, OptionalLong.of(due), next, failures + 1);
    }
}
