package brokertally.cluster;

import java.util.function.LongSupplier;

/**
 * Notices that this process has stood still: frozen, starved, or its machine asleep. The others went on meanwhile and have
 * shown numbers that this one has not heard of.
 */
final class Pulse {
    /** How often it must beat. */
    static final long BEAT_MILLIS = 250;

    private static final long STILL_NANOS = 1_500_000_000L;

    private final LongSupplier nanoTime;
    private long beatNanos;

    Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.beatNanos = nanoTime.getAsLong();
    }

    /** Beats; true when the last beat was too long ago. */
    boolean beatAfterStandstill() {
        long now = nanoTime.getAsLong();
        boolean stood = now - beatNanos > STILL_NANOS;
        beatNanos = now;
        return stood;
    }
}
