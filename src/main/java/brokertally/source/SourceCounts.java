package brokertally.source;

import brokertally.model.Measure;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What has happened while reading, as the sidecar's own metrics. Labels are of fixed sets: endpoints and reasons. */
final class SourceCounts {
    /** Reasons of the cluster, which no source gives. */
    private static final Set<Reason> NOT_OF_A_SOURCE =
            EnumSet.of(Reason.NONE, Reason.LEFT, Reason.LOST, Reason.SKIPPED);

    private long reads;
    private long badLines;
    private long duplicates;
    private long dropped;
    private long refused;
    private double lastSeconds;
    private double lastSuccessSeconds = Double.NaN;
    private int series;
    private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
    private final Map<String, Map<Reason, Long>> endpointFailures = new TreeMap<>();

    SourceCounts() {
        for (Reason reason : EnumSet.complementOf(EnumSet.copyOf(NOT_OF_A_SOURCE))) {
            failures.put(reason, 0L);
        }
    }

    void read(double seconds) {
        reads++;
        lastSeconds = seconds;
    }

    void failed(Reason reason) {
        failures.merge(reason, 1L, Long::sum);
    }

    void succeeded(Reading.Success success, long nowMillis) {
        lastSuccessSeconds = nowMillis / 1000.0;
        series = success.schema().size();
        badLines += success.left().badLines();
        duplicates += success.left().duplicates();
        dropped += success.left().overLimit();
        refused += success.refused();
        success.missing().forEach((endpoint, reason) -> endpointFailures
                .computeIfAbsent(endpoint, name -> new EnumMap<>(Reason.class))
                .merge(reason, 1L, Long::sum));
    }

    List<Measure> measures(boolean up) {
        List<Measure> all = new ArrayList<>();
        all.add(Measure.gauge(
                "brokertally_broker_up", "1 if the last attempt to read the broker succeeded.", up ? 1 : 0));
        all.add(Measure.counter("brokertally_source_reads_total", "Attempts to read the broker.", reads));
        failures.forEach((reason, count) ->
                all.add(failure("brokertally_source_failures_total", "Attempts to read the broker that failed.", count)
                        .with("reason", reason.text())));
        endpointFailures.forEach((endpoint, reasons) -> reasons.forEach((reason, count) -> all.add(failure(
                        "brokertally_source_endpoint_failures_total",
                        "Endpoints of the broker that did not answer although others did.",
                        count)
                .with("endpoint", endpoint)
                .with("reason", reason.text()))));
        all.add(Measure.gauge(
                "brokertally_source_read_duration_seconds",
                "How long the last attempt to read the broker took.",
                lastSeconds));
        if (!Double.isNaN(lastSuccessSeconds)) {
            all.add(Measure.gauge(
                    "brokertally_source_last_success_timestamp_seconds",
                    "Unix time of the last sample of the broker.",
                    lastSuccessSeconds));
        }
        all.add(Measure.gauge("brokertally_source_series", "Series in the last sample of the broker.", series));
        all.add(Measure.counter(
                "brokertally_source_bad_lines_total", "Lines or topics of the broker that cannot be read.", badLines));
        all.add(Measure.counter(
                "brokertally_source_duplicate_series_total",
                "Samples of series that the same page already had.",
                duplicates));
        all.add(Measure.counter(
                "brokertally_source_dropped_series_total", "Samples over a limit of the configuration.", dropped));
        all.add(Measure.counter(
                "brokertally_source_refused_values_total", "Counters that were negative, left out.", refused));
        return all;
    }

    private static Measure failure(String name, String help, long count) {
        return new Measure(name, MetricType.COUNTER, help, "", count);
    }
}
