package brokertally.scrape;

import brokertally.model.Measure;
import java.util.List;

/** What happens to gathers, counted. */
final class GatherCounts {
    private long rounds;
    private long expired;
    private long conflicts;

    void began() {
        rounds++;
    }

    void expired() {
        expired++;
    }

    void conflicted() {
        conflicts++;
    }

    List<Measure> measures() {
        return List.of(
                Measure.counter("brokertally_gathers_total", "Times that the other sidecars were asked.", rounds),
                Measure.counter(
                        "brokertally_gathers_expired_total",
                        "Answers that were given at their deadline, before everybody had answered.",
                        expired),
                Measure.counter(
                        "brokertally_node_name_conflicts_total",
                        "Times that two members claimed one node name in a gather; one of them was left out.",
                        conflicts));
    }
}
