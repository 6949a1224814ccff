package brokertally.push;

import brokertally.model.Measure;
import brokertally.model.PushFailure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the push counts. What has not been yet is absent, never 0. */
final class PushCounts {
    private final Map<PushFailure, Long> failures = new EnumMap<>(PushFailure.class);
    private final Map<PushFailure, Long> notDeleted = new EnumMap<>(PushFailure.class);
    private long attempts;
    private long deleted;
    private OptionalLong lastSuccessMillis = OptionalLong.empty();
    private OptionalLong lastNanos = OptionalLong.empty();
    private OptionalLong lastBytes = OptionalLong.empty();

    PushCounts() {
        for (PushFailure why : PushFailure.values()) {
            failures.put(why, 0L);
            notDeleted.put(why, 0L);
        }
    }

    void attempted() {
        attempts++;
    }

    /** A body of so many bytes is on its way. */
    void sends(long bytes) {
        lastBytes = OptionalLong.of(bytes);
    }

    void succeeded(long nowMillis) {
        lastSuccessMillis = OptionalLong.of(nowMillis);
    }

    void failed(PushFailure why) {
        failures.merge(why, 1L, Long::sum);
    }

    void took(long nanos) {
        lastNanos = OptionalLong.of(nanos);
    }

    void deleted() {
        deleted++;
    }

    void notDeleted(PushFailure why) {
        notDeleted.merge(why, 1L, Long::sum);
    }

    /** When the last push succeeded, Unix milliseconds; 0 = none yet. */
    long lastSuccessMillis() {
        return lastSuccessMillis.orElse(0);
    }

    List<Measure> measures() {
        List<Measure> all = new ArrayList<>();
        all.add(Measure.counter("brokertally_push_attempts_total", "Pushes begun.", attempts));
        byReason("brokertally_push_failures_total", "Pushes that failed, by reason.", failures, all);
        all.add(Measure.counter("brokertally_push_groups_deleted_total", "Groups deleted.", deleted));
        byReason(
                "brokertally_push_delete_failures_total",
                "Tries to delete a group that failed, by reason.",
                notDeleted,
                all);
        lastSuccessMillis.ifPresent(millis -> all.add(Measure.gauge(
                "brokertally_push_last_success_timestamp_seconds",
                "When a push last succeeded, Unix time; absent before the first.",
                millis / 1000.0)));
        lastNanos.ifPresent(nanos -> all.add(Measure.gauge(
                "brokertally_push_duration_seconds",
                "How long the last push took, whether it succeeded or not.",
                nanos / 1e9)));
        lastBytes.ifPresent(bytes -> all.add(Measure.gauge(
                "brokertally_push_body_bytes", "Length of the last body pushed, as it was sent.", bytes)));
        return all;
    }

    private static void byReason(String name, String help, Map<PushFailure, Long> counts, List<Measure> all) {
        counts.forEach(
                (why, count) -> all.add(Measure.counter(name, help, count).with("reason", why.text())));
    }
}
