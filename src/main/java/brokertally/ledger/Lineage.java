package brokertally.ledger;

import brokertally.ledger.LedgerPage.Current;
import brokertally.ledger.LedgerPage.Head;
import brokertally.ledger.Succession.Relation;
import brokertally.model.Schema;
import java.util.Arrays;

/**
 * Puts the page of a writer behind an older lineage of its node. What is not known for certain to come on top is not added:
 * a total may miss something then, but it never has anything twice. Used once.
 */
final class Lineage {
    /**
     * A start of the broker that is told by two processes may differ by so much and be the same; as
     * {@code brokertally.source.Incarnations#RESUME_TOLERANCE_MILLIS}.
     */
    static final long SAME_LIFE_MILLIS = 60_000;

    private final Bookkeeper.Rules rules;
    private final LedgerPage own;
    private final LedgerPage older;
    private final CountedSeries ownCounted;
    private final CountedSeries olderCounted;
    private int forgotten;

    Lineage(Bookkeeper.Rules rules, Counting counting, LedgerPage own, LedgerPage older) {
        this.rules = rules;
        this.own = own;
        this.older = older;
        this.ownCounted = counting.of(own.current().schema());
        this.olderCounted = counting.of(older.current().schema());
    }

    /** See {@link Bookkeeper#adopt}. */
    LedgerPage adopt() {
        Alignment.Aligned shown = align(
                new Alignment.Known(older.current(), olderCounted, older.dropped()),
                own.current().schema(),
                ownCounted);
        CountedSeries droppedCounted = CountedSeries.all(own.dropped());
        Alignment.Aligned hidden = align(
                new Alignment.Known(Columns.NONE, CountedSeries.all(Columns.NONE), shown.dropped()),
                own.dropped().schema(),
                droppedCounted);
        Relation relation = relation(shown.known());
        Columns current = new Succession(relation, shown.known(), own.current(), i -> !isAbsent(i)).of(ownCounted);
        Columns dropped = new Succession(relation, hidden.known(), own.dropped(), i -> false).of(droppedCounted);
        Columns rest = relation == Relation.EARLIER_LIFE ? Bookkeeper.ended(hidden.dropped()) : hidden.dropped();
        return new LedgerPage(head(), new Current(current, own.absent()), joined(dropped, rest), older.folded());
    }

    private boolean isAbsent(int i) {
        return Arrays.binarySearch(own.absent(), i) >= 0;
    }

    private Columns joined(Columns first, Columns second) {
        Harvest harvest = new Harvest(rules.maxDropped());
        harvest.add(first, CountedSeries.all(first), i -> true);
        harvest.add(second, CountedSeries.all(second), i -> true);
        forgotten += harvest.forgotten();
        return harvest.build();
    }

    /** Series for which there was no room. */
    int forgotten() {
        return forgotten;
    }

    private Alignment.Aligned align(Alignment.Known known, Schema schema, CountedSeries counted) {
        Alignment.Aligned aligned = Alignment.of(known, schema, counted, Integer.MAX_VALUE);
        forgotten += aligned.forgotten();
        return aligned;
    }

    private Head head() {
        long sequence = Math.max(own.head().sequence(), older.head().sequence() + 1);
        return new Head(
                own.node(),
                own.head().incarnation(),
                older.head().founded(),
                sequence,
                sequence,
                own.head().takenMillis());
    }

    /**
     * An older page that has in it anything of the own lineage was written after that was founded, and sequences rise. So
     * one that ended before is a page of its own, unless the own one is a branch, maybe off that very page.
     */
    private Relation relation(Columns known) {
        if (own.isBranch() || older.head().sequence() >= own.head().founded()) {
            return Relation.OVERLAPPING;
        }
        // A start may be told wrongly when a clock was set, so some series has to have fallen too.
        boolean later = isLaterLife(own, older.head().incarnation().startedMillis());
        return later && anyFalls(known) ? Relation.EARLIER_LIFE : Relation.BEFORE;
    }

    /**
     * True when a page is of one life of the broker only, which was told to have begun after that. A broker that does not tell
     * lives since it was first seen, which is when the page was founded, and that says nothing; where sequences run ahead of
     * the clock it is still when the first sample was taken.
     */
    static boolean isLaterLife(LedgerPage page, long millis) {
        long start = page.head().incarnation().startedMillis();
        boolean told = start != page.head().founded() && start != page.head().takenMillis();
        boolean oneLife =
                !page.isBranch() && !page.current().hasBase() && page.dropped().size() == 0;
        return told && oneLife && start > millis + SAME_LIFE_MILLIS;
    }

    private boolean anyFalls(Columns known) {
        boolean[] any = new boolean[1];
        ownCounted.forEach((from, end) -> any[0] |= Succession.falls(known, own.current(), from, end));
        return any[0];
    }
}
