package brokertally.ledger;

import brokertally.ledger.LedgerPage.Current;
import brokertally.ledger.LedgerPage.Head;
import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;

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

    /** How two pages of one node hang together. */
    private enum Relation {
        /** One may have in it what the other has: the greater total holds. */
        OVERLAPPING,
        /** The older one ended before the own one began, maybe in the same life of the broker. */
        BEFORE,
        /** The older one ended in an earlier life of the broker. */
        EARLIER_LIFE
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
        Columns current = behind(shown.known(), own.current(), ownCounted, relation);
        Harvest dropped = new Harvest(rules.maxDropped());
        Columns ownDropped = behind(hidden.known(), own.dropped(), droppedCounted, relation);
        dropped.add(ownDropped, droppedCounted, i -> true);
        Columns rest = relation == Relation.EARLIER_LIFE ? Bookkeeper.ended(hidden.dropped()) : hidden.dropped();
        dropped.add(rest, CountedSeries.all(rest), i -> true);
        forgotten += dropped.forgotten();
        return new LedgerPage(head(), new Current(current, own.absent()), dropped.build(), older.folded());
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
     * lives since it was first seen, which is when the page was founded, and that says nothing.
     */
    static boolean isLaterLife(LedgerPage page, long millis) {
        long start = page.head().incarnation().startedMillis();
        boolean told = start != page.head().founded();
        boolean oneLife =
                !page.isBranch() && !page.current().hasBase() && page.dropped().size() == 0;
        return told && oneLife && start > millis + SAME_LIFE_MILLIS;
    }

    private boolean anyFalls(Columns known) {
        boolean[] any = new boolean[1];
        ownCounted.forEach((from, end) -> any[0] |= falls(known, own.current(), from, end));
        return any[0];
    }

    private static boolean falls(Columns known, Columns columns, int from, int end) {
        SeriesTable table = columns.schema().table();
        for (int i = from; i < end; i++) {
            if (table.suffix(i) != Suffix.SUM && columns.total(i) < known.last()[i]) {
                return true;
            }
        }
        return false;
    }

    private static Columns behind(Columns known, Columns own, CountedSeries counted, Relation relation) {
        double[] last = own.last().clone();
        double[] base = new double[last.length];
        counted.forEach((from, end) -> {
            boolean anew = relation == Relation.EARLIER_LIFE || falls(known, own, from, end);
            for (int i = from; i < end; i++) {
                if (Values.isAbsent(own.last()[i])) {
                    boolean ended = anew && !Values.isAbsent(known.last()[i]);
                    last[i] = ended ? 0 : known.last()[i];
                    base[i] = ended ? known.total(i) : known.base(i);
                } else if (Values.isAbsent(known.last()[i])) {
                    base[i] = own.base(i);
                } else if (relation == Relation.OVERLAPPING) {
                    base[i] = Columns.baseFor(Math.max(known.total(i), own.total(i)), last[i]);
                } else {
                    double before = anew ? known.total(i) : known.base(i);
                    base[i] = Columns.add(before, own.base(i));
                }
            }
        });
        return new Columns(own.schema(), last, base);
    }
}
