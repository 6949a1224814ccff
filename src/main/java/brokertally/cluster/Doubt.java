package brokertally.cluster;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Whether this process may believe what it knows of the cluster. One that has stood still for longer may have been given up by
 * the others, which it hears only some seconds after it goes on. Times are nanoseconds of one monotone clock, given by the
 * caller.
 */
final class Doubt {
    /** Whoever has not looked for so long has stood still; less than the others wait for a member that is silent. */
    static final long STILL_NANOS = Absences.GAP_NANOS;

    /** The others' news come within this. */
    static final long LASTS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private OptionalLong looked = OptionalLong.empty();
    private OptionalLong since = OptionalLong.empty();

    /** This process goes on; to be called about once in a second. */
    void look(long nowNanos) {
        if (looked.isPresent() && nowNanos - looked.getAsLong() > STILL_NANOS) {
            since = OptionalLong.of(nowNanos);
        }
        looked = OptionalLong.of(nowNanos);
    }

    /** True while it may not; whoever asks may be the first to go on after a standstill. */
    boolean isOpen(long nowNanos) {
        if (looked.isPresent() && nowNanos - looked.getAsLong() > STILL_NANOS) {
            look(nowNanos);
        }
        return since.isPresent() && nowNanos - since.getAsLong() < LASTS_NANOS;
    }
}
