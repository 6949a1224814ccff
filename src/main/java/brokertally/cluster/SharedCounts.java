package brokertally.cluster;

import brokertally.model.Measure;
import java.util.List;

/** What happens to the shared entries, counted. */
final class SharedCounts {
    private long conflicts;
    private long damaged;
    private long refused;
    private boolean kept = true;

    void conflict() {
        conflicts++;
    }

    void damaged(int files) {
        damaged += files;
    }

    void refused() {
        refused++;
    }

    void kept(boolean now) {
        kept = now;
    }

    boolean isKept() {
        return kept;
    }

    List<Measure> measures() {
        return List.of(
                Measure.counter(
                        "brokertally_config_conflicts_total",
                        "Changes by the API that were lost to another that was made without knowing them.",
                        conflicts),
                Measure.counter(
                        "brokertally_shared_damaged_total",
                        "Problems with cluster.hocon and api_keys that were met at the start.",
                        damaged),
                Measure.counter(
                        "brokertally_shared_refused_total",
                        "Shared entries of other sidecars that were refused: too many, too large, or of no known name or sane version.",
                        refused),
                Measure.gauge(
                        "brokertally_shared_kept",
                        "1 while all that the API changed is on this sidecar's disk, or there is no data_dir.",
                        kept ? 1 : 0));
    }
}
