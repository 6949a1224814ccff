package brokertally.source;

import java.time.Duration;

/** The clock of a source and its one time limit. */
record Timing(Clock clock, Duration timeout) {
    long nano() {
        return clock.nano();
    }

    long wall() {
        return clock.wall();
    }

    /** When a read that begins now must have ended, on {@link Clock#nanos}. */
    long deadline() {
        return clock.nano() + timeout.toNanos();
    }
}
