package brokertally.ledger;

import brokertally.ledger.Absorption.Life;
import brokertally.ledger.LedgerPage.Current;
import brokertally.ledger.LedgerPage.Head;
import brokertally.model.Family;
import brokertally.model.Snapshot;
import brokertally.model.Values;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes the next page of a node from the one before (DESIGN §4.3). Of the same page and sample it makes the same page; it
 * only remembers which series of a schema count. Not thread-safe.
 */
public final class Bookkeeper {
    private final Rules rules;
    private final Counting counting;
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
        this.counting = new Counting(rules.counts());
    }

    /** The first page of a node of which nothing is known: its values count as they are. */
    public LedgerPage found(Snapshot first) {
        double[] nothing = new double[first.schema().size()];
        Arrays.fill(nothing, Values.ABSENT);
        Columns known = new Columns(first.schema(), nothing, Columns.NO_BASE);
        Current current = absorb(first, Life.SAME, known).result();
        return new LedgerPage(head(first, first.sequence(), first.sequence()), current, Columns.NONE, Map.of());
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
                && Absorption.isPlain(counting.of(next.schema()), next.values(), known.last());
        if (plain) {
            Current current = new Current(new Columns(next.schema(), next.values(), known.base()), page.absent());
            return page(page, next, page.head().stamp(), current, page.dropped());
        }
        Absorption absorbed = absorb(next, life, known);
        Current current = absorbed.result();
        boolean moved = life != Life.SAME || absorbed.baseMoved() || !Arrays.equals(current.absent(), page.absent());
        long stamp = moved ? next.sequence() : page.head().stamp();
        return page(page, next, stamp, current, after(page.dropped(), life));
    }

    private LedgerPage absorbOther(LedgerPage page, Snapshot next, Life life) {
        CountedSeries shown = counting.of(page.current().schema());
        Alignment.Aligned aligned = Alignment.of(
                new Alignment.Known(page.current(), shown, page.dropped()),
                next.schema(),
                counting.of(next.schema()),
                rules.maxDropped());
        forgotten += aligned.forgotten();
        Current current = absorb(next, life, aligned.known()).result();
        return page(page, next, next.sequence(), current, after(aligned.dropped(), life));
    }

    private Absorption absorb(Snapshot next, Life life, Columns known) {
        return new Absorption(life, next.values(), known).take(counting.of(next.schema()));
    }

    private static Life life(LedgerPage page, Snapshot next) {
        int order = next.incarnation().compareTo(page.head().incarnation());
        if (order == 0) {
            return Life.SAME;
        }
        return order > 0 ? Life.NEWER : Life.OLDER;
    }

    private static Columns after(Columns dropped, Life life) {
        return life == Life.NEWER ? ended(dropped) : dropped;
    }

    /** What a new life does to series that the broker does not show: should they come back, they begin at 0. */
    static Columns ended(Columns dropped) {
        return dropped.size() == 0
                ? dropped
                : new Columns(dropped.schema(), new double[dropped.size()], dropped.totals());
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
        boolean known = head.node().equals(next.node())
                && head.founded() == founded
                && head.stamp() == stamp
                && head.incarnation().equals(next.incarnation())
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
        return Optional.of(page(page, next, stamp, new Current(columns, page.absent()), page.dropped()));
    }

    /**
     * The page of a writer that began one of its own and then meets an older lineage of its node: it goes on behind that. What
     * the broker counted before and after is added where the two are known to be different things; where they may overlap,
     * the greater total of each series holds.
     *
     * @param own what the writer has, with a sample of this process in it; a branch without one gives way to the older page
     * @param older the newest page of the node that any other sidecar at hand has, for the result takes the place of what all
     *     have; when it does not supersede the own one, that is the result
     */
    public LedgerPage adopt(LedgerPage own, LedgerPage older) {
        if (!own.node().equals(older.node())) {
            throw new IllegalArgumentException("the page of " + own.node() + " behind that of " + older.node());
        }
        if (!older.supersedes(own)) {
            return own;
        }
        if (own.isBranch() && own.head().sequence() == own.head().founded()) {
            return older;
        }
        Lineage lineage = new Lineage(rules, counting, own, older);
        LedgerPage adopted = lineage.adopt();
        forgotten += lineage.forgotten();
        return adopted;
    }

    /**
     * A writer's page from its own disk when no other sidecar could be asked: others may hold a newer one. It goes on as a
     * lineage of its own, so that it does not take the place of theirs, until it has met and adopted them.
     *
     * @param sequence where the lineage begins; above that of the page
     */
    public static LedgerPage branch(LedgerPage stored, long sequence) {
        long lineage = stored.folded().getOrDefault(stored.node(), stored.head().founded());
        Map<String, Long> off = Map.of(stored.node(), lineage);
        return new LedgerPage(anew(stored, sequence, sequence), current(stored), stored.dropped(), off);
    }

    /**
     * The page of a node that went into the page of the long gone and is back: what it has counted so far is there, it adds
     * only what comes from now on. Not for a page that was only read back, as the page of the long gone may know more than
     * that one does: take a sample of now into it first.
     *
     * @param sequence where its new lineage begins; above that of the page
     */
    public LedgerPage spent(LedgerPage page, long sequence) {
        boolean[] counts =
                counting.of(page.current().schema()).mask(page.current().size());
        Columns current = spent(page.current(), counts);
        boolean[] all = new boolean[page.dropped().size()];
        Arrays.fill(all, true);
        Columns dropped = spent(page.dropped(), all);
        return new LedgerPage(anew(page, sequence, sequence), new Current(current, page.absent()), dropped, Map.of());
    }

    private static Columns spent(Columns columns, boolean[] counts) {
        double[] base = new double[columns.size()];
        for (int i = 0; i < base.length; i++) {
            base[i] = counts[i] && !Values.isAbsent(columns.last()[i]) ? 0 - columns.last()[i] : 0;
        }
        return new Columns(columns.schema(), columns.last(), base);
    }

    /**
     * The page of a writer that meets a page of the long gone in which its node is, and did not know. When the broker tells
     * that it was started after the last sample in there, all that the page has is new; otherwise it is {@link #spent}.
     * A series that the page does not have by then, and that the same life shows later, counts in full.
     *
     * @param own with a sample of now in it
     */
    public LedgerPage returned(LedgerPage own, LedgerPage longGone) {
        Long youngest = longGone.folded().get(own.node());
        if (youngest == null) {
            return own;
        }
        long sequence = Math.max(own.head().sequence(), youngest) + 1;
        boolean newLife = Lineage.isLaterLife(own, longGone.head().takenMillis());
        LedgerPage page = newLife ? own : spent(own, sequence);
        // A lineage that is not in there goes on, so that the page takes the place of what others have of it.
        long founded = own.head().founded() > youngest ? own.head().founded() : sequence;
        return new LedgerPage(anew(own, founded, sequence), current(page), page.dropped(), Map.of());
    }

    /** The same for the first sample of a writer that has no page. */
    public LedgerPage returned(Snapshot first, LedgerPage longGone) {
        return returned(found(first), longGone);
    }

    /** The page of the long gone with these pages folded in. */
    public LedgerPage fold(Optional<LedgerPage> longGone, Iterable<LedgerPage> pages, long sequence) {
        Folding folding = new Folding(counting, rules.maxDropped(), longGone);
        pages.forEach(folding::add);
        LedgerPage folded = folding.build(sequence);
        forgotten += folding.forgotten();
        return folded;
    }

    private static LedgerPage page(LedgerPage before, Snapshot next, long stamp, Current current, Columns dropped) {
        return new LedgerPage(head(next, before.head().founded(), stamp), current, dropped, before.folded());
    }

    private static Head head(Snapshot sample, long founded, long stamp) {
        return new Head(sample.node(), sample.incarnation(), founded, sample.sequence(), stamp, sample.takenMillis());
    }

    private static Head anew(LedgerPage page, long founded, long sequence) {
        Head head = page.head();
        return new Head(head.node(), head.incarnation(), founded, sequence, sequence, head.takenMillis());
    }

    private static Current current(LedgerPage page) {
        return new Current(page.current(), page.absent());
    }

    /** Dropped series that were let go because a node had too many; what they counted is lost. */
    public long forgotten() {
        return forgotten;
    }
}
