package brokertally.it;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a sidecar says of its pushes in its own metrics.
 *
 * @param attempts begun
 * @param failures by reason; only those above 0
 * @param lastSuccess Unix seconds; 0 before the first
 * @param seconds how long the last one took; 0 before the first
 * @param bytes of the last body; 0 before the first
 */
record PushNumbers(double attempts, Map<String, Double> failures, double lastSuccess, double seconds, double bytes) {
    private static final String FAILURES = "brokertally_push_failures_total{reason=\"";

    static PushNumbers of(SidecarProcess sidecar) {
        Map<String, Double> own = Samples.of(sidecar.page("/metrics"));
        Map<String, Double> failures = new TreeMap<>();
        own.forEach((series, value) -> {
            if (series.startsWith(FAILURES) && value > 0) {
                failures.put(series.substring(FAILURES.length(), series.lastIndexOf('"')), value);
            }
        });
        return new PushNumbers(
                own.getOrDefault("brokertally_push_attempts_total", 0.0),
                failures,
                own.getOrDefault("brokertally_push_last_success_timestamp_seconds", 0.0),
                own.getOrDefault("brokertally_push_duration_seconds", 0.0),
                own.getOrDefault("brokertally_push_body_bytes", 0.0));
    }

    double failed(String reason) {
        return failures.getOrDefault(reason, 0.0);
    }

    /** Which reasons have been counted since an earlier look. */
    Map<String, Double> failuresSince(PushNumbers before) {
        Map<String, Double> since = new TreeMap<>(failures);
        before.failures.forEach((reason, count) -> since.merge(reason, -count, Double::sum));
        since.values().removeIf(count -> count == 0);
        return since;
    }
}
