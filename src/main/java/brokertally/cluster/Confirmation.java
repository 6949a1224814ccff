package brokertally.cluster;

import brokertally.model.Reason;
import brokertally.wire.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Sees to it that another member has this sidecar's own sample before it is shown (DESIGN §4.3). One is told, the one that
 * confirmed last; a member that does not answer must not hold the answer up, so soon another is told too. Lives on one event
 * loop.
 */
final class Confirmation {
    /** A sample travels in a few milliseconds; who takes longer may be frozen. */
    private static final long PATIENCE_MILLIS = 50;

    private static final long TIMEOUT_MILLIS = 1_000;
    private static final long LAST_MILLIS = 500;

    private final Vertx vertx;
    private final Roster roster;
    private final PeerClient peers;
    private final LedgerCounts counts;
    private String preferred = "";
    private long confirmed = -1;
    private long underWay = -1;
    private Future<Void> waiting = Future.succeededFuture();

    Confirmation(Vertx vertx, Roster roster, PeerClient peers, LedgerCounts counts) {
        this.vertx = vertx;
        this.roster = roster;
        this.peers = peers;
        this.counts = counts;
    }

    /** Completes when a member has taken this report, or none can; never fails. */
    Future<Void> of(Message.Report report) {
        long sequence = report.snapshot().map(Message.Head::sequence).orElse(-1L);
        if (sequence <= confirmed) {
            return Future.succeededFuture();
        }
        if (sequence > underWay) {
            underWay = sequence;
            waiting = tell(report, sequence);
        }
        return waiting;
    }

    private Future<Void> tell(Message.Report report, long sequence) {
        Deque<String> candidates = new ArrayDeque<>();
        for (String member : present()) {
            if (member.equals(preferred)) {
                candidates.addFirst(member);
            } else {
                candidates.addLast(member);
            }
        }
        if (candidates.isEmpty()) {
            return Future.succeededFuture();
        }
        Attempt attempt = new Attempt(candidates, report);
        attempt.next();
        return attempt.done
                .future()
                .onSuccess(v -> confirmed = Math.max(confirmed, sequence))
                .otherwise(nobody -> {
                    counts.unconfirmed();
                    return null;
                });
    }

    /** One after the other is told until one confirms; it has failed when all have. */
    private final class Attempt {
        private final Deque<String> candidates;
        private final Message.Report report;
        private final Promise<Void> done = Promise.promise();
        private int open;

        private Attempt(Deque<String> candidates, Message.Report report) {
            this.candidates = candidates;
            this.report = report;
            this.open = candidates.size();
        }

        /** Tells the next candidate, and another one when it fails or takes long. */
        private void next() {
            String member = candidates.poll();
            if (member == null || done.future().isComplete()) {
                return;
            }
            long timer = vertx.setTimer(PATIENCE_MILLIS, id -> next());
            peers.deposit(member, report, TIMEOUT_MILLIS).onComplete(told -> {
                boolean early = vertx.cancelTimer(timer);
                open--;
                if (told.succeeded()) {
                    preferred = member;
                    done.tryComplete();
                } else if (open == 0) {
                    done.tryFail(told.cause());
                } else if (early) {
                    next();
                }
            });
        }
    }

    /** Tells all members; completes when each has taken the report or its time is over. Never fails. */
    Future<Void> toAll(Message.Report report) {
        List<Future<Void>> told = present().stream()
                .map(member -> peers.deposit(member, report, LAST_MILLIS))
                .toList();
        return Future.join(told).<Void>mapEmpty().otherwiseEmpty();
    }

    private List<String> present() {
        return roster.members(System.nanoTime()).stream()
                .filter(member -> member.presence() == Reason.NONE)
                .filter(member -> member.report().isPresent())
                .map(Roster.Member::member)
                .toList();
    }
}
