package brokertally.cluster;

import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.Measure;
import java.util.List;

/** What happens to the ledger, counted. */
final class LedgerCounts {
    private long taken;
    private long adopted;
    private long folded;
    private long livesEnded;
    private long refused;
    private long unconfirmed;
    private long repaired;
    private long standstills;
    private long saved;
    private long saveFailures;
    private long damaged;

    void taken() {
        taken++;
    }

    void adopted() {
        adopted++;
    }

    void folded(int nodes) {
        folded += nodes;
    }

    void lifeEnded() {
        livesEnded++;
    }

    void refused() {
        refused++;
    }

    void unconfirmed() {
        unconfirmed++;
    }

    void repaired() {
        repaired++;
    }

    void stoodStill() {
        standstills++;
    }

    void saved() {
        saved++;
    }

    void saveFailed() {
        saveFailures++;
    }

    void damaged(int files) {
        damaged += files;
    }

    List<Measure> measures(Ledger ledger, long forgotten) {
        int goneForLong = ledger.page(LedgerPage.LONG_GONE)
                .map(page -> page.folded().size())
                .orElse(0);
        return List.of(
                Measure.gauge("brokertally_ledger_pages", "Nodes whose counters are kept.", ledger.size()),
                Measure.gauge(
                        "brokertally_ledger_folded_nodes",
                        "Nodes that are long gone and whose counters are kept together in one page.",
                        goneForLong),
                Measure.gauge(
                        "brokertally_ledger_bytes",
                        "Memory of the numbers in the ledger, those of the last samples not counted.",
                        ledger.bytes()),
                Measure.counter(
                        "brokertally_ledger_pages_taken_total",
                        "Pages taken over from other sidecars or a file.",
                        taken),
                Measure.counter(
                        "brokertally_ledger_lives_ended_total",
                        "Restarts of this sidecar's broker whose counters were carried over.",
                        livesEnded),
                Measure.counter(
                        "brokertally_ledger_pages_adopted_total",
                        "Times that this sidecar met an older page of its own node than the one it had begun.",
                        adopted),
                Measure.counter(
                        "brokertally_ledger_pages_refused_total",
                        "Samples not entered because another living sidecar writes the page of the same node name.",
                        refused),
                Measure.counter(
                        "brokertally_ledger_pages_repaired_total",
                        "Pages of a missing node that another sidecar had seen newer than this one.",
                        repaired),
                Measure.counter(
                        "brokertally_ledger_nodes_folded_total",
                        "Nodes whose counters this sidecar put into the page of the long gone.",
                        folded),
                Measure.counter(
                        "brokertally_ledger_series_forgotten_total",
                        "Dropped series whose counters were let go because the node had too many.",
                        forgotten),
                Measure.counter(
                        "brokertally_ledger_unconfirmed_answers_total",
                        "Answers with a sample of this node that no other sidecar had confirmed to hold.",
                        unconfirmed),
                Measure.counter(
                        "brokertally_standstills_total",
                        "Times that this process stood still for longer than a second, and asked the others before it showed a"
                                + " sum again.",
                        standstills),
                Measure.counter("brokertally_ledger_saves_total", "Times that the ledger was written to disk.", saved),
                Measure.counter(
                        "brokertally_ledger_save_failures_total",
                        "Times that the ledger could not be written to disk; the file before stays.",
                        saveFailures),
                Measure.counter(
                        "brokertally_ledger_files_damaged_total",
                        "Ledger files that could not be used as they were and are set aside, see the log.",
                        damaged));
    }
}
