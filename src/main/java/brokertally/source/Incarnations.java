package brokertally.source;

import brokertally.model.Incarnation;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells the lives of one broker apart by what it says of its start. Pure: time comes with every call.
 *
 * <p>A start is often "now less uptime" and moves: by the time an answer took, by rounding, by a step of the clock. So a new
 * life needs two witnesses: the start is later than the one told before, and the uptime is shorter than it must be by now,
 * measured on a clock that never steps; both by more than the tolerance (traps 30, 31). A life shorter than the tolerance is
 * not told apart; its counters fall, which the ledger sees.
 */
public final class Incarnations {
    /** What a told start may move without a restart. */
    public static final long TOLERANCE_MILLIS = 5_000;

    /**
     * What it may differ from a stored one, which another process measured, perhaps on a topic that is published once in a
     * minute. To miss the end of a life that short costs what the ledger does not see fall; to invent one would double
     * everything that was counted.
     */
    public static final long RESUME_TOLERANCE_MILLIS = 60_000;

    private Optional<Incarnation> known = Optional.empty();
    private boolean resumed;
    private boolean doubted;
    private OptionalLong toldMillis = OptionalLong.empty();
    private long uptimeMillis;
    private long uptimeNanos;

    /** Continues with the life that an earlier process stored; without effect once {@link #observe} has been called. */
    public void resume(Incarnation stored) {
        if (known.isEmpty()) {
            known = Optional.of(stored);
            resumed = true;
        }
    }

    /**
     * What was resumed may be the life of another broker of the same name, whose sidecar lives. A broker that first tells an
     * earlier start then is not that one: it must not pass for the newer (trap 16). Without a doubt an earlier start is a
     * clock that was stepped back while no sidecar ran.
     */
    public void doubt() {
        doubted = true;
    }

    /**
     * The life that a sample belongs to.
     *
     * @param startedMillis what the broker tells of its start, Unix milliseconds; empty when it does not tell
     * @param nowMillis the same clock, now
     * @param nowNanos a clock that never steps, now
     */
    public Incarnation observe(OptionalLong startedMillis, long nowMillis, long nowNanos) {
        if (known.isEmpty()) {
            known = Optional.of(new Incarnation(Math.max(0, startedMillis.orElse(nowMillis))));
        } else if (startedMillis.isPresent() && isNewLife(startedMillis.getAsLong(), nowMillis, nowNanos)) {
            // Later than the one before also where the clock has stepped back in between: lives are ordered.
            long start = Math.max(startedMillis.getAsLong(), known.get().startedMillis() + 1);
            known = Optional.of(new Incarnation(start));
        } else if (startedMillis.isPresent() && isOfAnother(startedMillis.getAsLong())) {
            known = Optional.of(new Incarnation(Math.max(0, startedMillis.getAsLong())));
        }
        if (startedMillis.isPresent()) {
            toldMillis = startedMillis;
            uptimeMillis = nowMillis - startedMillis.getAsLong();
            uptimeNanos = nowNanos;
        }
        return known.get();
    }

    private boolean isOfAnother(long startedMillis) {
        return doubted
                && toldMillis.isEmpty()
                && startedMillis < known.orElseThrow().startedMillis() - RESUME_TOLERANCE_MILLIS;
    }

    private boolean isNewLife(long startedMillis, long nowMillis, long nowNanos) {
        if (toldMillis.isEmpty()) {
            long tolerance = resumed ? RESUME_TOLERANCE_MILLIS : TOLERANCE_MILLIS;
            return startedMillis > known.orElseThrow().startedMillis() + tolerance;
        }
        long uptimeByNow = uptimeMillis + (nowNanos - uptimeNanos) / 1_000_000;
        boolean startsLater = startedMillis > toldMillis.getAsLong() + TOLERANCE_MILLIS;
        boolean isYounger = nowMillis - startedMillis < uptimeByNow - TOLERANCE_MILLIS;
        return startsLater && isYounger;
    }
}
