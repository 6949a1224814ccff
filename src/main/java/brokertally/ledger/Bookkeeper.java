package brokertally.ledger;

import brokertally.ledger.Absorption.Life;
import brokertally.ledger.LedgerPage.Current;
import brokertally.ledger.LedgerPage.Head;
import brokertally.model.Family;
import brokertally.model.Fingerprint;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.model.Values;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes the next page of a node from the one before (DESIGN §4.3). Of the same page and sample it makes the same page; it
 * only remembers which series of a schema count. Not thread-safe.
 */
public final class Bookkeeper {
    private static final int SCHEMAS_KEPT = 64;

    private final Rules rules;
    private final Map<Fingerprint, CountedSeries> counted = new LinkedHashMap<>(16, 0.75f, true);
    private long forgotten;

    /**
     * What is kept.
     *
     * @param counts true for a family whose values only rise while its broker lives
     * @param maxDropped how many series of a node are remembered that its broker shows no more; at least 1
     */
    public record Rules(Predicate<Family> counts, int maxDropped) {
        public Rules {
            if (maxDropped < 1) {
                throw new IllegalArgumentException("room for " + maxDropped + " dropped series");
            }
        }
    }

    public Bookkeeper(Rules rules) {
        this.rules = rules;
    }

    /** The first page of a node of which nothing is known: its values count as they are. */
    public LedgerPage found(Snapshot first) {
        double[] nothing = new double[first.schema().size()];
        Arrays.fill(nothing, Values.ABSENT);
        Absorption absorbed = absorb(first, Life.SAME, new Columns(first.schema(), nothing, Columns.NO_BASE));
        return page(first, first.sequence(), first.sequence(), absorbed.result(first.schema()), Columns.NONE);
    }

    /** The page with one more sample of its node; the same page when the sample is not newer. For the node's own sidecar only. */
    public LedgerPage absorb(LedgerPage page, Snapshot next) {
        if (!page.node().equals(next.node())) {
            throw new IllegalArgumentException("a sample of " + next.node() + " into the page of " + page.node());
        }
        if (next.sequence() <= page.head().sequence()) {
            return page;
        }
        Life life = life(page, next);
        if (!next.schema().fingerprint().equals(page.current().schema().fingerprint())) {
            return absorbOther(page, next, life);
        }
        Columns known = page.current();
        boolean plain = life == Life.SAME
                && page.absent().length == 0
                && Absorption.isPlain(counted(next.schema()), next.values(), known.last());
        if (plain) {
            Current current = new Current(new Columns(next.schema(), next.values(), known.base()), page.absent());
            return page(next, page.head().founded(), page.head().stamp(), current, page.dropped());
        }
        Absorption absorbed = absorb(next, life, known);
        Current current = absorbed.result(next.schema());
        boolean moved = life != Life.SAME || absorbed.baseMoved() || !Arrays.equals(current.absent(), page.absent());
        long stamp = moved ? next.sequence() : page.head().stamp();
        return page(next, page.head().founded(), stamp, current, ended(page.dropped(), life));
    }

    private LedgerPage absorbOther(LedgerPage page, Snapshot next, Life life) {
        Alignment.Aligned aligned = Alignment.of(page, next.schema(), rules);
        forgotten += aligned.forgotten();
        Current current = absorb(next, life, aligned.known()).result(next.schema());
        return page(next, page.head().founded(), next.sequence(), current, ended(aligned.dropped(), life));
    }

    private Absorption absorb(Snapshot next, Life life, Columns known) {
        return new Absorption(next.schema().table(), life, next.values(), known).take(counted(next.schema()));
    }

    private static Life life(LedgerPage page, Snapshot next) {
        int order = next.incarnation().compareTo(page.head().incarnation());
        if (order == 0) {
            return Life.SAME;
        }
        return order > 0 ? Life.NEWER : Life.OLDER;
    }

    /** What a new life does to series that the broker does not show: should they come back, they begin at 0. */
    private static Columns ended(Columns dropped, Life life) {
        return life == Life.NEWER && dropped.size() > 0
                ? new Columns(dropped.schema(), new double[dropped.size()], dropped.totals())
                : dropped;
    }

    /**
     * The page with one more sample, where only numbers were read since; for whoever is not the writer. Empty when more than
     * that has changed and the page itself is needed.
     *
     * @param founded of the writer's page
     * @param stamp of the writer's page
     */
    public static Optional<LedgerPage> follow(LedgerPage page, Snapshot next, long founded, long stamp) {
        Head head = page.head();
        boolean known = head.founded() == founded
                && head.stamp() == stamp
                && page.current().schema().fingerprint().equals(next.schema().fingerprint());
        if (!known) {
            return Optional.empty();
        }
        if (next.sequence() <= head.sequence()) {
            return Optional.of(page);
        }
        double[] last = next.values();
        if (page.absent().length > 0) {
            last = last.clone();
            for (int i : page.absent()) {
                last[i] = page.current().last()[i];
            }
        }
        Columns columns =
                new Columns(page.current().schema(), last, page.current().base());
        return Optional.of(page(next, founded, stamp, new Current(columns, page.absent()), page.dropped()));
    }

    /**
     * The page of a writer that began one of its own and then meets an older lineage of its node: it goes on behind that. Nothing
     * tells for certain whether the broker lived on in between; it did not when its life is later and some series has fallen.
     *
     * @param own what the writer has
     * @param older a page of the same node that supersedes it
     */
    public LedgerPage adopt(LedgerPage own, LedgerPage older) {
        long sequence = Math.max(own.head().sequence(), older.head().sequence() + 1);
        Snapshot sample = own.snapshot();
        Snapshot counting = new Snapshot(
                own.node(),
                older.head().incarnation(),
                new Snapshot.Moment(sequence, sample.takenMillis()),
                sample.schema(),
                sample.values());
        LedgerPage sameLife = absorb(older, counting);
        boolean later = own.head().incarnation().compareTo(older.head().incarnation()) > 0;
        LedgerPage behind =
                later && hasFallen(older, sameLife) ? absorb(older, withIncarnation(counting, own)) : sameLife;
        return withOwnBase(behind, own);
    }

    private static Snapshot withIncarnation(Snapshot sample, LedgerPage own) {
        return new Snapshot(
                sample.node(),
                own.head().incarnation(),
                new Snapshot.Moment(sample.sequence(), sample.takenMillis()),
                sample.schema(),
                sample.values());
    }

    private static boolean hasFallen(LedgerPage older, LedgerPage next) {
        return sum(next.current().base()) + sum(next.dropped().base())
                > sum(older.current().base()) + sum(older.dropped().base());
    }

    private static double sum(double[] numbers) {
        return Arrays.stream(numbers).sum();
    }

    /** Behind the older lineage stands also what the writer itself has seen ending. */
    private static LedgerPage withOwnBase(LedgerPage behind, LedgerPage own) {
        double[] base = behind.current().base();
        if (own.current().hasBase()) {
            base = base.length == 0 ? new double[behind.current().size()] : base.clone();
            for (int i = 0; i < base.length; i++) {
                base[i] += own.current().base()[i];
            }
        }
        Head head = behind.head();
        Head moved = new Head(
                head.node(),
                own.head().incarnation(),
                head.founded(),
                head.sequence(),
                head.sequence(),
                head.takenMillis());
        Columns columns =
                new Columns(behind.current().schema(), behind.current().last(), base);
        return new LedgerPage(moved, new Current(columns, behind.absent()), behind.dropped(), Map.of());
    }

    /**
     * The page of a node that went into the page of the long gone and is back: what it has counted so far is there, it adds
     * only what comes from now on.
     *
     * @param sequence where its new lineage begins; above that of the page
     */
    public LedgerPage spent(LedgerPage page, long sequence) {
        Columns columns = page.current();
        boolean[] counts = counted(columns.schema()).mask(columns.size());
        double[] base = new double[columns.size()];
        for (int i = 0; i < base.length; i++) {
            base[i] = counts[i] && !Values.isAbsent(columns.last()[i]) ? -columns.last()[i] : 0;
        }
        Head head = page.head();
        Head fresh = new Head(head.node(), head.incarnation(), sequence, sequence, sequence, head.takenMillis());
        Columns spent = new Columns(columns.schema(), columns.last(), base);
        return new LedgerPage(fresh, new Current(spent, page.absent()), Columns.NONE, Map.of());
    }

    /** The page of the long gone with these pages folded in. */
    public LedgerPage fold(Optional<LedgerPage> longGone, Iterable<LedgerPage> pages, long sequence) {
        Folding folding = new Folding(this::counted, longGone);
        pages.forEach(folding::add);
        return folding.build(sequence);
    }

    private static LedgerPage page(Snapshot sample, long founded, long stamp, Current current, Columns dropped) {
        Head head =
                new Head(sample.node(), sample.incarnation(), founded, sample.sequence(), stamp, sample.takenMillis());
        return new LedgerPage(head, current, dropped, Map.of());
    }

    CountedSeries counted(Schema schema) {
        CountedSeries known = counted.get(schema.fingerprint());
        if (known == null) {
            known = CountedSeries.of(schema.table(), rules.counts());
            counted.put(schema.fingerprint(), known);
            if (counted.size() > SCHEMAS_KEPT) {
                counted.remove(counted.keySet().iterator().next());
            }
        }
        return known;
    }

    /** Dropped series that were let go because a node had too many; what they counted is lost. */
    public long forgotten() {
        return forgotten;
    }
}
