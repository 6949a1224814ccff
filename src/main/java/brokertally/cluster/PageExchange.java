package brokertally.cluster;

import brokertally.ledger.Ledger;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.wire.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings pages from other members that they have newer than this sidecar. Lives on one event loop. */
final class PageExchange {
    private static final long TIMEOUT_MILLIS = 2_000;
    private static final long AGAIN_MILLIS = 100;

    /** How long the start waits for members that do not answer. */
    private static final long START_NANOS = 2_000_000_000L;

    /** Every so many ticks one member is asked for what may have been missed. */
    private static final int TICKS_BETWEEN = 4;

    private final Vertx vertx;
    private final Roster roster;
    private final LedgerStore store;
    private final PeerClient peers;
    private final Promise<Void> begun = Promise.promise();
    private Future<Void> repairing = Future.succeededFuture();
    private Optional<Promise<Void>> nextRepair = Optional.empty();
    private final Set<String> toRepair = new HashSet<>();
    private long ticks;
    private boolean anybody;
    private boolean settled;

    PageExchange(Vertx vertx, Roster roster, LedgerStore store, PeerClient peers) {
        this.vertx = vertx;
        this.roster = roster;
        this.store = store;
        this.peers = peers;
    }

    /** Completes when the exchange of the start is over; never fails. */
    Future<Void> begun() {
        return begun.future();
    }

    /** True once a member has told what pages it has. */
    boolean hasHeard() {
        return anybody;
    }

    /** True once a member that shows sums has told what pages it has. */
    boolean hasHeardSettled() {
        return settled;
    }

    /** Asks all of these for all their pages; for as long as the start may wait, again when they do not answer. */
    void begin(List<String> members) {
        long until = System.nanoTime() + START_NANOS;
        List<Future<Void>> all =
                members.stream().map(member -> persistently(member, until)).toList();
        Promise<Void> inTime = Promise.promise();
        long timer = vertx.setTimer(START_NANOS / 1_000_000, id -> inTime.tryComplete());
        Future.join(all).onComplete(done -> inTime.tryComplete());
        inTime.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            begun.tryComplete();
        });
    }

    private Future<Void> persistently(String member, long untilNanos) {
        return pages(member, Set.of()).recover(error -> {
            Promise<Void> again = Promise.promise();
            if (System.nanoTime() - untilNanos > 0) {
                again.complete();
            } else {
                vertx.setTimer(
                        AGAIN_MILLIS, id -> persistently(member, untilNanos).onComplete(again));
            }
            return again.future();
        });
    }

    /** Takes what this member has newer. */
    void with(String member) {
        pages(member, Set.of());
    }

    /** Now and then asks one member. */
    void tick() {
        List<String> present = roster.present();
        if (!present.isEmpty() && ++ticks % TICKS_BETWEEN == 0) {
            with(present.get((int) (ticks / TICKS_BETWEEN % present.size())));
        }
    }

    /**
     * Asks all members that are present for these nodes. Who comes while a repair is under way waits for the next: the one under
     * way may have asked before somebody showed a newer number.
     */
    Future<Void> repair(Set<String> nodes) {
        toRepair.addAll(nodes);
        if (nextRepair.isEmpty()) {
            Promise<Void> promise = Promise.promise();
            nextRepair = Optional.of(promise);
            repairing.onComplete(done -> beginRepair(promise));
            return promise.future();
        }
        return nextRepair.get().future();
    }

    private void beginRepair(Promise<Void> promise) {
        nextRepair = Optional.empty();
        repairing = promise.future();
        Set<String> nodes = Set.copyOf(toRepair);
        toRepair.clear();
        List<Future<Void>> all = roster.members(System.nanoTime()).stream()
                .filter(member -> member.presence() == Reason.NONE)
                .filter(member -> member.report()
                        .map(NodeReport::node)
                        .filter(node -> !nodes.contains(node))
                        .isPresent())
                .map(member -> pages(member.member(), nodes))
                .toList();
        Future.join(all).onComplete(done -> promise.complete());
    }

    /** Takes what a member has newer of these nodes, of all when none is named. */
    private Future<Void> pages(String member, Set<String> nodes) {
        List<Ledger.Mark> known = store.ledger().marks().stream()
                .filter(mark -> nodes.isEmpty() || nodes.contains(mark.node()))
                .toList();
        return peers.newerPages(member, new Message.AskPages(known, List.copyOf(nodes)), TIMEOUT_MILLIS)
                .compose(newer -> {
                    List<Future<Void>> fetched = newer.marks().stream()
                            .filter(mark -> nodes.contains(mark.node()) || !isHeardOf(mark.node()))
                            .map(mark -> peers.page(member, mark.node(), TIMEOUT_MILLIS)
                                    .<Void>map(page -> {
                                        if (nodes.contains(page.node())) {
                                            store.counts().repaired();
                                        }
                                        store.take(page);
                                        return null;
                                    }))
                            .toList();
                    return Future.join(fetched).<Void>mapEmpty().onComplete(all -> {
                        anybody = true;
                        settled |= newer.knowledge() == Message.Knowledge.SETTLED;
                    });
                });
    }

    /** The page of a node that reports by itself comes with its samples. */
    private boolean isHeardOf(String node) {
        return roster.members(System.nanoTime()).stream()
                .filter(member -> member.presence() == Reason.NONE)
                .flatMap(member -> member.report().stream())
                .anyMatch(report -> report.node().equals(node));
    }
}
