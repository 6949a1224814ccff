package brokertally.source;

import java.util.OptionalLong;

/**
 * The start of a broker that publishes its uptime in whole seconds now and then. Pure: time comes with every call.
 *
 * <p>Every message gives an upper bound of the start, "arrival less uptime", that is late by the delay of the message; a
 * retained one may be as old as the interval of publication. So the smallest bound of a life counts, and a new life begins
 * only when the uptime falls, or is shorter than the time since the last message allows (traps 30, 31).
 */
final class UptimeWatch {
    /** Mosquitto's default {@code sys_interval}, and some for the way. */
    private static final long SLACK_MILLIS = 15_000;

    private OptionalLong started = OptionalLong.empty();
    private long lastUptimeMillis;
    private long lastNanos;
    private long slackMillis = SLACK_MILLIS;

    /** Takes an uptime that the broker has kept for us: it may be as old as the interval of publication. */
    void takeRetained(long uptimeMillis, long nowMillis, long nowNanos) {
        take(uptimeMillis, nowMillis, nowNanos);
    }

    /** Takes an uptime that was published just now; the time since the last message shows the interval of publication. */
    void takeLive(long uptimeMillis, long nowMillis, long nowNanos) {
        long elapsed = started.isEmpty() ? 0 : (nowNanos - lastNanos) / 1_000_000;
        take(uptimeMillis, nowMillis, nowNanos);
        slackMillis = Math.max(slackMillis, elapsed + SLACK_MILLIS / 3);
    }

    private void take(long uptimeMillis, long nowMillis, long nowNanos) {
        long bound = nowMillis - uptimeMillis;
        if (started.isEmpty()) {
            started = OptionalLong.of(bound);
        } else {
            long elapsed = (nowNanos - lastNanos) / 1_000_000;
            long missing = lastUptimeMillis + elapsed - uptimeMillis;
            boolean newLife = uptimeMillis < lastUptimeMillis || missing > slackMillis;
            started = OptionalLong.of(newLife ? bound : Math.min(started.getAsLong(), bound));
        }
        lastUptimeMillis = uptimeMillis;
        lastNanos = nowNanos;
    }

    /** When the present life began, Unix milliseconds; empty before the first uptime. */
    OptionalLong startedMillis() {
        return started;
    }
}
