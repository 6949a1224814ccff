package brokertally.source;

/** After refused credentials the broker is left alone for a while (trap 49). */
final class AuthPause {
    /** At most one attempt in this time. */
    static final long PAUSE_NANOS = 5_000_000_000L;

    private boolean refused;
    private long refusedNanos;

    /** The broker has refused the credentials. */
    void refused(long nowNanos) {
        refused = true;
        refusedNanos = nowNanos;
    }

    /** True while it must not be asked. */
    boolean active(long nowNanos) {
        return refused && nowNanos - refusedNanos < PAUSE_NANOS;
    }
}
