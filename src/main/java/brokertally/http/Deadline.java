package brokertally.http;

import java.time.Duration;
import java.util.regex.Pattern;

/** How long a scrape may take (DESIGN §4.4). */
final class Deadline {
    /** The header in which Prometheus and VictoriaMetrics send their timeout, in seconds. */
    static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

    /** What the way back of the answer may take. */
    private static final long RESERVE_MILLIS = 500;
    /** Below this even a good node could not answer. */
    private static final long LEAST_MILLIS = 100;

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{0,9})?");

    private Deadline() {}

    /**
     * Milliseconds from now.
     *
     * @param header value of {@link #HEADER}; null without one, and what is no plain decimal number is ignored
     * @param limit {@code gather.timeout}
     */
    static long millis(String header, Duration limit) {
        long millis = limit.toMillis();
        if (header != null && header.length() <= 20 && SECONDS.matcher(header).matches()) {
            millis = Math.min(millis, (long) (Double.parseDouble(header) * 1000) - RESERVE_MILLIS);
        }
        return Math.max(millis, LEAST_MILLIS);
    }
}
