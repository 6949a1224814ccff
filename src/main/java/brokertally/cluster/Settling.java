package brokertally.cluster;

import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When a sidecar that has just started, or has stood still, knows enough to show sums. A member that shows sums already has told it all. When all
 * start at once nobody has, and each has the others' pages only as old as they are on its disk: then those whose nodes lived
 * last are waited for, but not for long. Lives on one event loop.
 */
final class Settling {
    private static final long CHECK_MILLIS = 50;
    private static final long LIMIT_NANOS = 10_000_000_000L;

    /** Nodes whose last samples are not further apart were there together at the end. */
    private static final long TOGETHER_MILLIS = 60_000;

    private final Vertx vertx;
    private final Roster roster;
    private final LedgerStore store;
    private final PageExchange exchange;
    private Promise<Void> settled = Promise.promise();
    private Set<String> awaited = Set.of();
    private final Set<String> own = new HashSet<>();

    Settling(Vertx vertx, Roster roster, LedgerStore store, PageExchange exchange) {
        this.vertx = vertx;
        this.roster = roster;
        this.store = store;
        this.exchange = exchange;
    }

    /** Completes when sums can be shown; never fails. */
    Future<Void> settled() {
        return settled.future();
    }

    /** This sidecar's own node, as soon as its name is known, is not waited for. */
    void own(String node) {
        own.add(node);
    }

    /** Begins once the members have been asked for their pages. */
    void begin() {
        awaited = livedLast();
        check(System.nanoTime() + LIMIT_NANOS);
    }

    /** Begins anew after this process has stood still: the nodes that were there have gone on. */
    void beginAnew() {
        if (!settled.future().isComplete()) {
            return;
        }
        settled = Promise.promise();
        awaited = roster.members(System.nanoTime()).stream()
                .flatMap(member -> member.report().stream())
                .map(NodeReport::node)
                .collect(Collectors.toSet());
        check(System.nanoTime() + LIMIT_NANOS);
    }

    private void check(long untilNanos) {
        if (exchange.hasHeardSettled() || System.nanoTime() - untilNanos > 0 || silent().isEmpty()) {
            settled.tryComplete();
        } else {
            vertx.setTimer(CHECK_MILLIS, id -> check(untilNanos));
        }
    }

    /** Nodes of which the last samples are of one time: their sidecars were there at the end. */
    private Set<String> livedLast() {
        long last = store.ledger().pages().stream()
                .mapToLong(page -> page.head().takenMillis())
                .max()
                .orElse(0);
        return store.ledger().pages().stream()
                .filter(page -> !page.node().equals(LedgerPage.LONG_GONE))
                .filter(page -> last - page.head().takenMillis() <= TOGETHER_MILLIS)
                .map(LedgerPage::node)
                .collect(Collectors.toSet());
    }

    /**
     * Nodes of which it is not known yet how far they have come: what their sidecars have on disk is older than what they have
     * shown. Only their brokers know; of one whose broker does not answer its sidecar knows most.
     */
    private Set<String> silent() {
        Set<String> silent = new HashSet<>(awaited);
        silent.removeAll(own);
        silent.removeIf(store::isOwn);
        roster.members(System.nanoTime()).stream()
                .filter(member -> member.presence() == Reason.NONE)
                .filter(member -> exchange.hasHeard(member.member()))
                .flatMap(member -> member.report().stream())
                .filter(report -> report.broker().reason() != Reason.NOT_READ_YET)
                .filter(this::isTaken)
                .map(NodeReport::node)
                .forEach(silent::remove);
        return silent;
    }

    /** False of a sample whose page is behind another lineage of its node, until its sidecar has met that. */
    private boolean isTaken(NodeReport report) {
        return report.snapshot()
                .filter(sample -> store.page(sample.node())
                        .filter(page -> page.head().sequence() >= sample.sequence())
                        .isEmpty())
                .isEmpty();
    }
}
