package brokertally.scrape;

import brokertally.model.Measure;
import java.util.List;

/** What happens to scrapes, counted. */
final class ScrapeCounts {
    private long answered;
    private long partial;
    private long reused;
    private long planned;
    private long busy;
    private long tooLarge;

    void answered(boolean wasPartial) {
        answered++;
        if (wasPartial) {
            partial++;
        }
    }

    void reused() {
        reused++;
    }

    void planned() {
        planned++;
    }

    void tooLarge() {
        tooLarge++;
    }

    void refused() {
        busy++;
    }

    List<Measure> measures(int open, int conflicts) {
        return List.of(
                Measure.counter("brokertally_scrapes_total", "Scrapes answered, partial ones included.", answered),
                Measure.counter(
                        "brokertally_scrapes_partial_total", "Scrapes that a member or broker missed.", partial),
                Measure.counter(
                        "brokertally_scrapes_reused_total", "Scrapes answered with a page made before.", reused),
                Measure.counter(
                        "brokertally_scrapes_refused_total", "Scrapes over limits.concurrent_scrapes, refused.", busy),
                Measure.counter(
                        "brokertally_scrapes_too_large_total",
                        "Scrapes with more series than the heap has room for, refused.",
                        tooLarge),
                Measure.counter(
                        "brokertally_plans_built_total", "Plans made because nodes or their series changed.", planned),
                Measure.gauge("brokertally_scrapes_open", "Scrapes being answered now.", open),
                Measure.gauge(
                        "brokertally_family_type_conflicts",
                        "Families asked for whose type differs between nodes; they are not aggregated.",
                        conflicts));
    }
}
