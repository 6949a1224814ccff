package brokertally.cluster;

import brokertally.model.Reason;
import brokertally.wire.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/**
 * Sees to it that another member has this sidecar's own sample before it is shown (DESIGN §4.3). A member that does not
 * answer must not hold the answer up, so two are told and the first that confirms will do. Lives on one event loop.
 */
final class Confirmation {
    private static final int TOLD = 2;
    private static final long TIMEOUT_MILLIS = 1_000;
    private static final long LAST_MILLIS = 500;

    private final Roster roster;
    private final PeerClient peers;
    private final LedgerCounts counts;
    private long confirmed = -1;
    private long underWay = -1;
    private Future<Void> waiting = Future.succeededFuture();

    Confirmation(Roster roster, PeerClient peers, LedgerCounts counts) {
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
        List<String> members = present().stream().limit(TOLD).toList();
        if (members.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> first = Promise.promise();
        List<Future<Void>> told = members.stream()
                .map(member -> peers.deposit(member, report, TIMEOUT_MILLIS).onSuccess(taken -> {
                    confirmed = Math.max(confirmed, sequence);
                    first.tryComplete();
                }))
                .toList();
        Future.join(told).onComplete(all -> {
            if (first.tryComplete()) {
                counts.unconfirmed();
            }
        });
        return first.future();
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
