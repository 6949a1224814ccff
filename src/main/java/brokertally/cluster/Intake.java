package brokertally.cluster;

import brokertally.ledger.LedgerPage;
import brokertally.model.Fingerprint;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.source.Reporter;
import brokertally.wire.Message;
import java.util.Optional;

/**
 * Where what comes from other sidecars goes: the report into the roster, the page into the ledger, both at once so that they
 * are of one sample. Lives on one event loop.
 */
final class Intake {
    private final Roster roster;
    private final LedgerStore store;
    private final Claims claims;
    private final Reporter own;

    Intake(Roster roster, LedgerStore store, Claims claims, Reporter own) {
        this.roster = roster;
        this.store = store;
        this.claims = claims;
        this.own = own;
    }

    /**
     * A report that has come, with its page.
     *
     * @param peer who reports
     * @param push how its push stands
     * @param report what it says
     * @param page the page that the sample is in; empty when there is no sample
     */
    record Heard(Message.Peer peer, PushState push, NodeReport report, Optional<LedgerPage> page) {}

    /**
     * Takes a report in.
     *
     * @param askedNanos when it was asked for; empty when it came by itself, so that nobody knows how long it travelled
     */
    void take(Heard heard, Optional<Long> askedNanos) {
        roster.heard(heard.peer(), heard.push(), heard.report(), new Roster.Receipt(System.nanoTime(), askedNanos));
        heard.page().ifPresent(page -> {
            if (claims.isOutranked(heard.report(), own.latest())) {
                store.counts().refused();
            } else {
                store.take(page);
            }
        });
    }

    /** The stamp of the page that this sidecar has of a member's node; -1 when there is none. */
    long stampOf(String member) {
        return roster.member(member, System.nanoTime())
                .flatMap(Roster.Member::report)
                .flatMap(report -> store.page(report.node()))
                .map(page -> page.head().stamp())
                .orElse(-1L);
    }

    /** The sequence of the last sample that this sidecar has of a member; -1 when there is none, or the page has another. */
    long sequenceOf(String member) {
        return roster.snapshot(member)
                .filter(sample -> store.page(sample.node())
                        .filter(page -> page.head().sequence() == sample.sequence())
                        .isPresent())
                .map(Snapshot::sequence)
                .orElse(-1L);
    }

    /** The page of just this sample, when it is known. */
    Optional<LedgerPage> known(String node, Message.Head head) {
        return store.page(node)
                .filter(page -> page.head().sequence() == head.sequence()
                        && page.head().founded() == head.founded()
                        && page.head().stamp() == head.stamp());
    }

    /** The schema of a sample whose page differs from the known one in numbers only. */
    Optional<Schema> schema(String node, Message.Head head) {
        return store.page(node)
                .filter(page ->
                        page.head().founded() == head.founded() && page.head().stamp() == head.stamp())
                .map(page -> page.current().schema())
                .filter(schema -> schema.fingerprint().equals(head.fingerprint()));
    }

    /** The page of a sample that differs from the known page in numbers only. */
    Optional<LedgerPage> following(Snapshot sample, Message.Head head) {
        return store.follow(sample, head.founded(), head.stamp());
    }

    /** The page with a schema object that is there already, where some node has an equal one. */
    LedgerPage shared(LedgerPage page) {
        Fingerprint fingerprint = page.current().schema().fingerprint();
        return store.ledger().pages().stream()
                .map(known -> known.current().schema())
                .filter(schema -> schema.fingerprint().equals(fingerprint))
                .findFirst()
                .map(page::withSchema)
                .orElse(page);
    }

    void timedOut(String member) {
        roster.timedOut(member, System.nanoTime());
    }
}
