package brokertally.source;

import java.util.function.LongSupplier;

/**
 * The two times that a source needs.
 *
 * @param wallMillis Unix milliseconds; may step
 * @param nanos nanoseconds from any origin; never steps back
 */
public record Clock(LongSupplier wallMillis, LongSupplier nanos) {
    /** The clocks of this machine. */
    public static Clock system() {
        return new Clock(System::currentTimeMillis, System::nanoTime);
    }

    long wall() {
        return wallMillis.getAsLong();
    }

    long nano() {
        return nanos.getAsLong();
    }
}
