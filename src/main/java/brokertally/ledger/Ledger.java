package brokertally.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest page of every node that one sidecar knows of. Two ledgers are joined page by page; what they become does not
 * depend on the order, nor on how often. Immutable.
 */
public final class Ledger {
    /** A ledger without pages. */
    public static final Ledger EMPTY = new Ledger(new TreeMap<>());

    /** More pages than this are not taken in; the long gone are folded into one page before. */
    public static final int MAX_PAGES = 2_000;

    private final SortedMap<String, LedgerPage> pages;

    private Ledger(SortedMap<String, LedgerPage> pages) {
        this.pages = pages;
    }

    /**
     * Where a page stands, without the page.
     *
     * @param node its node
     * @param founded where its lineage began
     * @param sequence of its last sample
     */
    public record Mark(String node, long founded, long sequence) {}

    public Optional<LedgerPage> page(String node) {
        return Optional.ofNullable(pages.get(node));
    }

    /** All pages by node name; the page of the long gone, if there is one, is the first. */
    public Collection<LedgerPage> pages() {
        return Collections.unmodifiableCollection(pages.values());
    }

    public int size() {
        return pages.size();
    }

    /**
     * True when this page went into the page of the long gone, or is of an older lineage of the same node: such a page comes
     * from a sidecar that was away for long, or from its disk, and was counted then or given up.
     */
    public boolean isFolded(LedgerPage page) {
        long lineage = page.folded().getOrDefault(page.node(), page.head().founded());
        return lineage <= youngestFolded(page.node()).orElse(-1);
    }

    /** The youngest lineage of a node that is in the page of the long gone; a new one has to begin above it. */
    public OptionalLong youngestFolded(String node) {
        LedgerPage longGone = pages.get(LedgerPage.LONG_GONE);
        Long youngest = longGone == null ? null : longGone.folded().get(node);
        return youngest == null ? OptionalLong.empty() : OptionalLong.of(youngest);
    }

    /** The ledger with this page, unless it has a newer one of the node, or the page was folded; then it is the same ledger. */
    public Ledger with(LedgerPage page) {
        LedgerPage known = pages.get(page.node());
        boolean taken = known == null ? pages.size() < MAX_PAGES : page.supersedes(known);
        if (!taken || isFolded(page)) {
            return this;
        }
        SortedMap<String, LedgerPage> next = new TreeMap<>(pages);
        next.put(page.node(), page);
        Ledger ledger = new Ledger(next);
        if (page.node().equals(LedgerPage.LONG_GONE)) {
            next.values().removeIf(ledger::isFolded);
        }
        return ledger;
    }

    /** The newest pages of both. */
    public Ledger join(Ledger other) {
        Ledger joined = this;
        for (LedgerPage page : other.pages.values()) {
            joined = joined.with(page);
        }
        return joined;
    }

    /** The ledger with this page in the place of the node's, whatever that is; for the node's own sidecar only. */
    public Ledger replace(LedgerPage page) {
        SortedMap<String, LedgerPage> next = new TreeMap<>(pages);
        next.put(page.node(), page);
        return new Ledger(next);
    }

    /** Where all pages stand. */
    public List<Mark> marks() {
        return marks(pages.values());
    }

    /** The marks of pages that supersede those of the asker, or that it does not have. */
    public List<Mark> newerThan(Collection<Mark> asker) {
        Map<String, Mark> known = new HashMap<>();
        asker.forEach(mark -> known.put(mark.node(), mark));
        List<LedgerPage> newer = new ArrayList<>();
        for (LedgerPage page : pages.values()) {
            Mark mark = known.get(page.node());
            if (mark == null || page.supersedes(mark.founded(), mark.sequence())) {
                newer.add(page);
            }
        }
        return marks(newer);
    }

    private static List<Mark> marks(Collection<LedgerPage> pages) {
        return pages.stream()
                .map(page ->
                        new Mark(page.node(), page.head().founded(), page.head().sequence()))
                .toList();
    }

    /** Bytes that the numbers of all pages take beside those of the snapshots. */
    public long bytes() {
        return pages.values().stream().mapToLong(LedgerPage::bytes).sum();
    }
}
