package brokertally.cluster;

import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Who is there, who acts for all, and which nodes nobody speaks for any more. Lives on one event loop. */
public final class Attendance {
    private final Membership membership;
    private final Roster roster;
    private final LedgerStore store;
    private final Supplier<NodeReport> own;
    private final Absences absences = new Absences();
    private final Doubt doubt = new Doubt();
    private Supplier<PushState> push = () -> PushState.OFF;
    private Runnable pushMoved = () -> {};

    Attendance(Membership membership, Roster roster, LedgerStore store, Supplier<NodeReport> own) {
        this.membership = membership;
        this.roster = roster;
        this.store = store;
        this.own = own;
    }

    /**
     * True when this sidecar acts for all: of the members that have not said goodbye it has been in the cluster for the longest
     * time. While a cluster is split there is one on each side. False for a while after this process has stood still: the others may
     * have gone on without it.
     */
    public boolean isElected() {
        return isElected(System.nanoTime());
    }

    boolean isElected(long nowNanos) {
        return !doubt.isOpen(nowNanos)
                && staying().stream()
                        .findFirst()
                        .filter(membership.member()::equals)
                        .isPresent();
    }

    /** True when no other member is in the cluster, apart from those that have said goodbye. */
    public boolean isAlone() {
        return staying().stream().allMatch(membership.member()::equals);
    }

    private List<String> staying() {
        return membership.members().stream()
                .filter(member -> !roster.isLeaving(member))
                .toList();
    }

    /**
     * Nodes that no member present has spoken for since at least this time, as far as this sidecar itself has seen it; what
     * was before its start does not count, nor what was while it stood still. While a member present has not yet said which
     * node is its own, no node is added: it may be that one.
     */
    public Set<String> gone(Duration after) {
        return gone(after, System.nanoTime());
    }

    Set<String> gone(Duration after, long nowNanos) {
        look(nowNanos);
        return absences.longerThan(after.toNanos());
    }

    /** Takes note of who is there; to be called about once in a second. */
    void look(long nowNanos) {
        doubt.look(nowNanos);
        Set<String> here = new HashSet<>();
        Set<String> known = new HashSet<>();
        NodeReport self = own.get();
        here.add(self.node());
        boolean complete = isNamed(self);
        for (Roster.Member member : roster.members(nowNanos)) {
            boolean lost = member.presence() == Reason.LOST;
            complete &= lost || member.report().filter(Attendance::isNamed).isPresent();
            member.report().map(NodeReport::node).ifPresent((lost ? known : here)::add);
        }
        store.ledger().pages().stream().map(LedgerPage::node).forEach(known::add);
        known.remove(LedgerPage.LONG_GONE);
        absences.note(new Absences.Look(known, here, complete), nowNanos);
    }

    /** Before its broker was first asked a sidecar may not know the name of its node. */
    private static boolean isNamed(NodeReport report) {
        return report.broker().reason() != Reason.NOT_READ_YET;
    }

    /** Sets what says how this sidecar's push stands; until then it is off. It goes out with each report. */
    public void pushState(Supplier<PushState> state) {
        push = state;
    }

    /** The push stands otherwise than it did: the others are told at once. */
    public void pushMoved() {
        pushMoved.run();
    }

    /** Calls the listener when the others are to be told how this sidecar's push stands. */
    void whenPushMoved(Runnable listener) {
        pushMoved = listener;
    }

    /** How this sidecar's push stands. */
    PushState pushState() {
        return push.get();
    }
}
