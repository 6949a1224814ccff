package brokertally.ledger;

import brokertally.ledger.LedgerPage.Current;
import brokertally.ledger.LedgerPage.Head;
import brokertally.model.Incarnation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Adds pages up into the page of the long gone. Used once. */
final class Folding {
    /** Names that are remembered as folded; of more the oldest lineages go first. */
    static final int NAMES_KEPT = 10_000;

    /** All pages of the long gone are of one lineage, so that the youngest is kept whoever wrote it: it has the most in it. */
    private static final long LINEAGE = 0;

    private final Counting counting;
    private final Optional<LedgerPage> before;
    private final Map<String, Long> names = new HashMap<>();
    private final Harvest current = new Harvest(Integer.MAX_VALUE);
    private final Harvest dropped;
    private long takenMillis;

    Folding(Counting counting, int maxDropped, Optional<LedgerPage> before) {
        this.counting = counting;
        this.before = before;
        this.dropped = new Harvest(maxDropped);
        before.ifPresent(page -> {
            names.putAll(page.folded());
            takenMillis = page.head().takenMillis();
            current.add(page.current(), CountedSeries.all(page.current()), i -> true);
            dropped.add(page.dropped(), CountedSeries.all(page.dropped()), i -> true);
        });
    }

    void add(LedgerPage page) {
        names.merge(page.node(), page.head().founded(), Math::max);
        takenMillis = Math.max(takenMillis, page.head().takenMillis());
        current.add(page.current(), counting.of(page.current().schema()), i -> true);
        dropped.add(page.dropped(), CountedSeries.all(page.dropped()), i -> true);
    }

    /** The page; its dropped series stay apart, for they are shown only where some node still has them. */
    LedgerPage build(long sequence) {
        long next = before.map(page -> Math.max(sequence, page.head().sequence() + 1))
                .orElse(sequence);
        Head head = new Head(LedgerPage.LONG_GONE, new Incarnation(0), LINEAGE, next, next, takenMillis);
        return new LedgerPage(head, new Current(current.buildTotals(), new int[0]), dropped.buildTotals(), kept());
    }

    /** Series for which there was no room. */
    int forgotten() {
        return current.forgotten() + dropped.forgotten();
    }

    private Map<String, Long> kept() {
        while (names.size() > NAMES_KEPT) {
            names.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .ifPresent(names::remove);
        }
        return names;
    }
}
