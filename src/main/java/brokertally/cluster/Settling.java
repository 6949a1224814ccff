package brokertally.cluster;

import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;

/**
 * When a sidecar that has just started knows enough to show sums. A member that shows sums already has told it all. When all
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
    private final Promise<Void> settled = Promise.promise();
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

    /** This sidecar's own node, as soon as its name is known, is not waited for: its first sample waits for this. */
    void own(String node) {
        own.add(node);
    }

    /** Begins once the members have been asked for their pages. */
    void begin() {
        check(System.nanoTime() + LIMIT_NANOS);
    }

    private void check(long untilNanos) {
        if (exchange.hasHeardSettled()
                || System.nanoTime() - untilNanos > 0
                || awaited().isEmpty()) {
            settled.tryComplete();
        } else {
            vertx.setTimer(CHECK_MILLIS, id -> check(untilNanos));
        }
    }

    /**
     * Nodes that lived last and whose sidecars have not told since the start what they have. These cannot have samples yet:
     * they wait for this sidecar as it waits for them.
     */
    private Set<String> awaited() {
        long last = store.ledger().pages().stream()
                .mapToLong(page -> page.head().takenMillis())
                .max()
                .orElse(0);
        Set<String> awaited = new HashSet<>();
        for (LedgerPage page : store.ledger().pages()) {
            boolean gone = page.node().equals(LedgerPage.LONG_GONE)
                    || last - page.head().takenMillis() > TOGETHER_MILLIS;
            if (!gone && !own.contains(page.node())) {
                awaited.add(page.node());
            }
        }
        roster.members(System.nanoTime()).stream()
                .filter(member -> member.presence() == Reason.NONE)
                .filter(member -> exchange.hasHeard(member.member()))
                .flatMap(member -> member.report().stream())
                .map(NodeReport::node)
                .forEach(awaited::remove);
        return awaited;
    }
}
