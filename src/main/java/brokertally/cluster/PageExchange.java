package brokertally.cluster;

import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.Reason;
import brokertally.wire.Knowledge;
import brokertally.wire.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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
    private final Set<String> told = new HashSet<>(); // members of which all pages are here
    private boolean settled;
    private boolean catchingUp = true;
    private int round; // an answer that was asked for before this process stood still is none

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

    /** True once a member has told what pages it has, and these are here. */
    boolean hasHeard() {
        return !told.isEmpty();
    }

    /** True once this member has told what pages it has, and these are here. */
    boolean hasHeard(String member) {
        return told.contains(member);
    }

    /** True once a member that shows sums has told what pages it has, and these are here. */
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
        // A member that shows sums has all; nobody waits for another that may be frozen.
        all.forEach(one -> one.onComplete(done -> {
            if (settled) {
                inTime.tryComplete();
            }
        }));
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

    /** Forgets who has told, and asks these again for all their pages. */
    void beginAnew(List<String> members) {
        round++;
        told.clear();
        settled = false;
        catchingUp = true;
        members.forEach(this::with);
    }

    /** From now on the pages of nodes that report by themselves are no longer asked for: they come with the samples. */
    void caughtUp() {
        catchingUp = false;
    }

    /** Takes what a member has newer that has just joined. */
    void with(String member) {
        persistently(member, System.nanoTime() + START_NANOS);
    }

    /** Now and then asks one member. */
    void tick() {
        List<String> present = roster.present();
        if (!present.isEmpty() && ++ticks % TICKS_BETWEEN == 0) {
            pages(present.get((int) (ticks / TICKS_BETWEEN % present.size())), Set.of());
        }
        told.retainAll(present);
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
                        .filter(report -> !nodes.contains(report.node())
                                || !report.broker().up())
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
        int asked = round;
        return peers.newerPages(member, new Message.AskPages(known, List.copyOf(nodes)), TIMEOUT_MILLIS)
                .compose(newer -> {
                    Iterator<Ledger.Mark> wanted = newer.marks().stream()
                            .filter(mark -> nodes.contains(mark.node()) || catchingUp || !isHeardOf(mark.node()))
                            .iterator();
                    return fetch(member, wanted, page -> took(page, nodes), Optional.empty())
                            .onSuccess(all -> {
                                // Who was asked for some nodes only has not told of the others.
                                if (nodes.isEmpty() && asked == round) {
                                    told.add(member);
                                    settled |= newer.knowledge() == Knowledge.SETTLED;
                                }
                            });
                });
    }

    /** One after the other: many long pages at once would push each other out of what the member keeps to be fetched. */
    private Future<Void> fetch(
            String member, Iterator<Ledger.Mark> wanted, Consumer<LedgerPage> take, Optional<Throwable> failure) {
        if (!wanted.hasNext()) {
            return failure.map(Future::<Void>failedFuture).orElseGet(Future::succeededFuture);
        }
        return peers.page(member, wanted.next().node(), TIMEOUT_MILLIS).transform(page -> {
            if (page.succeeded()) {
                take.accept(page.result());
                return fetch(member, wanted, take, failure);
            }
            boolean silent = page.cause() instanceof PeerClient.NoReport none && none.reason() == Reason.TIMEOUT;
            return silent ? Future.failedFuture(page.cause()) : fetch(member, wanted, take, Optional.of(page.cause()));
        });
    }

    private void took(LedgerPage page, Set<String> repaired) {
        if (repaired.contains(page.node())) {
            store.counts().repaired();
        }
        store.take(page);
    }

    /** The page of a node comes with its samples, as long as there are any. */
    boolean isHeardOf(String node) {
        return roster.members(System.nanoTime()).stream()
                .filter(member -> member.presence() == Reason.NONE)
                .flatMap(member -> member.report().stream())
                .anyMatch(
                        report -> report.node().equals(node) && report.broker().up());
    }
}
