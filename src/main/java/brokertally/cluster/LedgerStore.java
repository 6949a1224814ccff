package brokertally.cluster;

import brokertally.ledger.Bookkeeper;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.Measure;
import brokertally.model.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * This sidecar's ledger: it writes the page of its own node and keeps the newest that it has seen of every other. Lives on
 * one event loop.
 */
public final class LedgerStore {
    private final Bookkeeper bookkeeper;
    private final LedgerCounts counts = new LedgerCounts();
    private LongConsumer raise = sequence -> {};
    private Runnable moved = () -> {};
    private Runnable olderMet = this::adoptOlder;
    private Optional<LedgerPage> older = Optional.empty();
    private Ledger ledger = Ledger.EMPTY;
    private Optional<String> own = Optional.empty();

    /** An empty ledger under these rules. */
    public LedgerStore(Bookkeeper.Rules rules) {
        this.bookkeeper = new Bookkeeper(rules);
    }

    /** Calls the listener when the samples of this sidecar's node must have a higher sequence than this from now on. */
    public void whenRaised(LongConsumer listener) {
        raise = listener;
    }

    /** Calls the listener when an older page of this sidecar's node has come: it may not be the newest that there is. */
    void whenOlderMet(Runnable listener) {
        olderMet = listener;
    }

    /** Calls the listener when the page of this sidecar's node has become another one without a sample: it needs one soon. */
    public void whenMoved(Runnable listener) {
        moved = listener;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The newest page of a node. */
    public Optional<LedgerPage> page(String node) {
        return ledger.page(node);
    }

    /** True for the node whose page this sidecar writes. */
    boolean isOwn(String node) {
        return own.equals(Optional.of(node));
    }

    LedgerCounts counts() {
        return counts;
    }

    /**
     * Enters a sample of this sidecar's own node.
     *
     * @return true when it changed more than the numbers read, so that it should be on disk before it is shown
     */
    boolean write(Snapshot sample) {
        own = Optional.of(sample.node());
        Optional<LedgerPage> known = ledger.page(sample.node());
        LedgerPage next = known.map(page -> bookkeeper.absorb(page, sample)).orElseGet(() -> first(sample));
        if (next.head().sequence() > sample.sequence()) {
            raise.accept(next.head().sequence());
        }
        if (known.isPresent() && known.get() == next) {
            return false;
        }
        ledger = ledger.replace(next);
        boolean moved = next.head().stamp() == next.head().sequence();
        if (moved
                && known.isPresent()
                && known.get().head().incarnation().compareTo(next.head().incarnation()) < 0) {
            counts.lifeEnded();
        }
        return moved;
    }

    /** The first page of a node, which may have been here before and be counted among the long gone. */
    private LedgerPage first(Snapshot sample) {
        return ledger.page(LedgerPage.LONG_GONE)
                .filter(gone -> gone.folded().containsKey(sample.node()))
                .map(gone -> bookkeeper.returned(sample, gone))
                .orElseGet(() -> bookkeeper.found(sample));
    }

    /** Goes on from a page that came from disk alone: whether others have a newer one, nobody could be asked. */
    void branch(String node) {
        ledger.page(node)
                .ifPresent(page -> ledger =
                        ledger.replace(Bookkeeper.branch(page, page.head().sequence() + 1)));
    }

    /** The page of this sample: the node's own, or one for it alone while another sidecar writes that. */
    LedgerPage pageOf(Snapshot sample) {
        return ledger.page(sample.node())
                .filter(page -> page.head().sequence() == sample.sequence())
                .filter(page -> page.head().incarnation().equals(sample.incarnation()))
                .orElseGet(() -> bookkeeper.found(sample));
    }

    /** Takes what another sidecar, or a file, has of a node; an older page than the known one changes nothing. */
    void take(LedgerPage page) {
        Optional<LedgerPage> written = own.flatMap(ledger::page);
        boolean ofOwnNode = own.equals(Optional.of(page.node()));
        if (ofOwnNode
                && written.isPresent()
                && page.head().founded() < written.get().head().founded()
                && !ledger.isFolded(page)) {
            met(page);
            return;
        }
        OptionalLong foldedBefore = ownFolded();
        Ledger joined = ledger.with(page);
        if (joined != ledger) {
            counts.taken();
            ledger = joined;
            if (ofOwnNode) {
                raise.accept(page.head().sequence());
            }
        }
        if (written.isPresent() && !ownFolded().equals(foldedBefore)) {
            comeBack(written.get());
        }
    }

    private OptionalLong ownFolded() {
        return own.map(ledger::youngestFolded).orElse(OptionalLong.empty());
    }

    /** This sidecar began a page of its own before it could hear of the one that others have kept. */
    private void met(LedgerPage page) {
        boolean first = older.isEmpty();
        older = Optional.of(older.map(known -> LedgerPage.join(known, page)).orElse(page));
        if (first) {
            olderMet.run();
        }
    }

    /**
     * Goes on behind the older page of this sidecar's node that it has met. To be called when all members have been asked for
     * theirs: going on behind a copy that is not the newest would take the place of what the newest has more.
     */
    void adoptOlder() {
        Optional<LedgerPage> written = own.flatMap(ledger::page);
        if (older.isEmpty() || written.isEmpty()) {
            return;
        }
        LedgerPage adopted = bookkeeper.adopt(written.get(), older.get());
        older = Optional.empty();
        counts.adopted();
        ledger = ledger.replace(adopted);
        raise.accept(adopted.head().sequence());
        moved.run();
    }

    /** The others took this node for gone for good while it was away. */
    private void comeBack(LedgerPage written) {
        LedgerPage longGone = ledger.page(LedgerPage.LONG_GONE).orElseThrow();
        LedgerPage back = bookkeeper.returned(written, longGone);
        ledger = ledger.replace(back);
        raise.accept(back.head().sequence());
        moved.run();
    }

    /** The next page of a node of which only numbers were read since; empty when its page itself is needed. */
    Optional<LedgerPage> follow(Snapshot sample, long founded, long stamp) {
        return ledger.page(sample.node()).flatMap(page -> Bookkeeper.follow(page, sample, founded, stamp));
    }

    /** Folds the pages of these nodes into the page of the long gone. */
    void fold(Collection<String> nodes, long nowMillis) {
        List<LedgerPage> pages = nodes.stream()
                .filter(node -> !node.equals(LedgerPage.LONG_GONE))
                .flatMap(node -> ledger.page(node).stream())
                .toList();
        if (!pages.isEmpty()) {
            ledger = ledger.with(bookkeeper.fold(ledger.page(LedgerPage.LONG_GONE), pages, nowMillis));
            counts.folded(pages.size());
        }
    }

    List<Measure> measures() {
        return counts.measures(ledger, bookkeeper.forgotten());
    }
}
