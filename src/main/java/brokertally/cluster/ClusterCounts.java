package brokertally.cluster;

import brokertally.model.Label;
import brokertally.model.Labels;
import brokertally.model.Measure;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What happens on the bus, counted. */
final class ClusterCounts {
    private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
    private long requests;
    private long published;
    private long wireErrors;
    private long unsent;
    private long forged;

    void requested() {
        requests++;
    }

    void failed(Reason reason) {
        failures.merge(reason, 1L, Long::sum);
    }

    void published() {
        published++;
    }

    void malformed() {
        wireErrors++;
    }

    void forged() {
        forged++;
    }

    void unsent() {
        unsent++;
    }

    List<Measure> measures() {
        List<Measure> all = new ArrayList<>();
        all.add(Measure.counter("brokertally_peer_requests_total", "Requests sent to other sidecars.", requests));
        for (Reason reason : failed()) {
            all.add(new Measure(
                    "brokertally_peer_failures_total",
                    MetricType.COUNTER,
                    "Requests to other sidecars that brought no report, by reason.",
                    Labels.canonical(List.of(new Label("reason", reason.text()))),
                    failures.getOrDefault(reason, 0L)));
        }
        all.add(Measure.counter(
                "brokertally_samples_published_total", "Samples told to the other sidecars.", published));
        all.add(Measure.counter(
                "brokertally_wire_errors_total", "Messages from the bus that were refused.", wireErrors));
        all.add(Measure.counter(
                "brokertally_cluster_forged_total",
                "Messages dropped because whoever sent them is not the member that they name.",
                forged));
        all.add(Measure.counter(
                "brokertally_goodbyes_unconfirmed_total",
                "Sidecars that did not confirm this one's goodbye in time.",
                unsent));
        return all;
    }

    private static List<Reason> failed() {
        return List.of(Reason.TIMEOUT, Reason.LOST, Reason.MALFORMED, Reason.TOO_LARGE, Reason.FAILED);
    }
}
