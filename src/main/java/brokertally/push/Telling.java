package brokertally.push;

import brokertally.model.PushFailure;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which failures are worth a line in the log: each reason once until it succeeds again, and not more often than once in a
 * minute, so that one that comes and goes does not fill the log. Times are nanoseconds of one clock that never steps back.
 */
final class Telling {
    /** A reason is told again after this. */
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Map<PushFailure, Long> lastNanos = new EnumMap<>(PushFailure.class);
    private final Set<PushFailure> toldInRow = EnumSet.noneOf(PushFailure.class);
    private long row;
    private long untold;

    /** How many in a row have failed. */
    long row() {
        return row;
    }

    /**
     * One has failed.
     *
     * @return how many failures since the last line were not told, when this one is to be told
     */
    OptionalLong failed(PushFailure why, long nowNanos) {
        row++;
        Long last = lastNanos.get(why);
        if (toldInRow.contains(why) || last != null && nowNanos - last < PAUSE_NANOS) {
            untold++;
            return OptionalLong.empty();
        }
        lastNanos.put(why, nowNanos);
        toldInRow.add(why);
        return told();
    }

    /**
     * One has succeeded.
     *
     * @return how many failures since the last line were not told, when the success is to be told
     */
    OptionalLong succeeded() {
        boolean known = !toldInRow.isEmpty();
        row = 0;
        toldInRow.clear();
        return known ? told() : OptionalLong.empty();
    }

    private OptionalLong told() {
        OptionalLong before = OptionalLong.of(untold);
        untold = 0;
        return before;
    }

    /** What failed was with another configuration. */
    void forget() {
        lastNanos.clear();
        toldInRow.clear();
        row = 0;
        untold = 0;
    }
}
