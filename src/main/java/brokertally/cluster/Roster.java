package brokertally.cluster;

import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Reason;
import brokertally.model.Snapshot;
import brokertally.wire.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The other sidecars and the last thing heard of each. Lives on one event loop; times are nanoseconds of one monotone
 * clock, given by the caller.
 */
public final class Roster {
    /** More members than this are not taken in; a cluster that large is a mistake or an attack. */
    static final int MAX_MEMBERS = 1000;

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> leaving = new LinkedHashSet<>(); // said goodbye, the cluster has not noticed yet
    private final long skipNanos;
    private final long retireNanos;

    /**
     * An empty roster.
     *
     * @param skipNanos how long a member that timed out is not asked again
     * @param retireNanos how long a member that vanished without a goodbye is expected back
     */
    public Roster(long skipNanos, long retireNanos) {
        this.skipNanos = skipNanos;
        this.retireNanos = retireNanos;
    }

    private static final class Entry {
        private final String member;
        private Optional<Heard> heard = Optional.empty();
        private boolean lost;
        private long lostNanos;
        private boolean skipped;
        private long skipUntilNanos;

        private Entry(String member) {
            this.member = member;
        }
    }

    private record Heard(Message.Peer peer, PushState push, NodeReport report, Receipt receipt) {}

    /**
     * When a report came.
     *
     * @param atNanos when
     * @param askedNanos when it was asked for; empty when it came by itself, so that nobody knows how long it travelled
     */
    record Receipt(long atNanos, Optional<Long> askedNanos) {
        /** From when on the age counts: no later than the sample was made, where that is known. */
        long sinceNanos() {
            return askedNanos.orElse(atNanos);
        }
    }

    /**
     * One member as it is now.
     *
     * @param member its identifier
     * @param presence {@link Reason#NONE} in the cluster, {@link Reason#SKIPPED} in it but silent a moment ago, {@link
     *     Reason#LOST} vanished
     * @param peer where it is; empty before its first report
     * @param push how its push stands; empty before its first report
     * @param report its last report, with the age of the snapshot by now; empty before the first
     * @param certain true when the sample is certainly not older than its age: it was asked for, and the time that took is
     *     part of the age
     */
    public record Member(
            String member,
            Reason presence,
            Optional<Message.Peer> peer,
            Optional<PushState> push,
            Optional<NodeReport> report,
            boolean certain) {}

    /** A member is in the cluster; true when it was not known to be. */
    boolean joined(String member) {
        Entry entry = entries.get(member);
        if (leaving.contains(member) || (entry == null && entries.size() >= MAX_MEMBERS)) {
            return false;
        }
        if (entry == null) {
            entries.put(member, new Entry(member));
            return true;
        }
        boolean back = entry.lost;
        if (back) {
            entry.lost = false;
            entry.skipped = false;
        }
        return back;
    }

    /** A member is no longer in the cluster. One that never said its node's name is forgotten, any other is expected back. */
    void vanished(String member, long nowNanos) {
        leaving.remove(member);
        Entry entry = entries.get(member);
        if (entry != null && entry.heard.isEmpty()) {
            entries.remove(member);
        } else if (entry != null && !entry.lost) {
            entry.lost = true;
            entry.lostNanos = nowNanos;
        }
    }

    /** A member leaves in good order: it is forgotten at once. */
    void saidGoodbye(String member) {
        Entry entry = entries.remove(member);
        if (entry != null && !entry.lost) {
            leaving.add(member);
        }
    }

    /** True of a member that has said goodbye and is still in the cluster. */
    boolean isLeaving(String member) {
        return leaving.contains(member);
    }

    /** A member did not answer in time. */
    public void timedOut(String member, long nowNanos) {
        Entry entry = entries.get(member);
        if (entry != null) {
            entry.skipped = true;
            entry.skipUntilNanos = nowNanos + skipNanos;
        }
    }

    /** A report has come. One of a member that is not in the cluster is not taken; an older snapshot does not replace a newer. */
    void heard(Message.Peer peer, PushState push, NodeReport report, Receipt receipt) {
        Entry entry = entries.get(peer.member());
        if (entry == null || entry.lost) {
            return;
        }
        entry.skipped = false;
        if (isOlder(report, entry.heard)) {
            return;
        }
        if (isKnown(report, receipt, entry.heard)) {
            entry.heard = entry.heard.map(known -> new Heard(known.peer(), push, known.report(), known.receipt()));
            return;
        }
        entry.heard = Optional.of(new Heard(peer, push, inherited(report, receipt.atNanos()), receipt));
        replaced(report.node());
    }

    /** A sample that was asked for, and is heard of again by itself: its age is known better already. */
    private static boolean isKnown(NodeReport report, Receipt receipt, Optional<Heard> known) {
        return receipt.askedNanos().isEmpty()
                && known.isPresent()
                && known.get().receipt().askedNanos().isPresent()
                && known.get().report().broker().equals(report.broker())
                && known.get()
                        .report()
                        .snapshot()
                        .map(Snapshot::sequence)
                        .equals(report.snapshot().map(Snapshot::sequence));
    }

    /** A sidecar that has come back while its broker does not answer goes on with what was last heard of its node. */
    private NodeReport inherited(NodeReport report, long nowNanos) {
        if (report.snapshot().isPresent()) {
            return report;
        }
        return entries.values().stream()
                .filter(other -> other.lost)
                .flatMap(other -> other.heard.stream())
                .map(heard -> aged(heard, nowNanos))
                .filter(before ->
                        before.node().equals(report.node()) && before.snapshot().isPresent())
                .findFirst()
                .map(before -> new NodeReport(
                        report.member(), report.node(), report.broker(), before.ageMillis(), before.snapshot()))
                .orElse(report);
    }

    /** A living sidecar has this node: one that vanished with the same node is not expected back. */
    void replaced(String node) {
        entries.values()
                .removeIf(other -> other.lost
                        && other.heard.isPresent()
                        && other.heard.get().report().node().equals(node));
    }

    private static boolean isOlder(NodeReport report, Optional<Heard> known) {
        Optional<Snapshot> before = known.flatMap(heard -> heard.report().snapshot());
        return before.isPresent()
                && report.snapshot()
                        .map(now -> now.sequence() < before.get().sequence())
                        .orElse(true);
    }

    /** Forgets members that have been away for too long. */
    void retire(long nowNanos) {
        entries.values().removeIf(entry -> entry.lost && nowNanos - entry.lostNanos > retireNanos);
    }

    /** Identifiers of the members that are in the cluster. */
    List<String> present() {
        return entries.values().stream()
                .filter(entry -> !entry.lost)
                .map(entry -> entry.member)
                .toList();
    }

    /** All members, those that vanished included. */
    public List<Member> members(long nowNanos) {
        List<Member> members = new ArrayList<>(entries.size());
        for (Entry entry : entries.values()) {
            members.add(view(entry, nowNanos));
        }
        return members;
    }

    /** One member; empty when it is not known. */
    public Optional<Member> member(String member, long nowNanos) {
        return Optional.ofNullable(entries.get(member)).map(entry -> view(entry, nowNanos));
    }

    private static Member view(Entry entry, long nowNanos) {
        Reason presence = Reason.NONE;
        if (entry.lost) {
            presence = Reason.LOST;
        } else if (entry.skipped && entry.skipUntilNanos - nowNanos > 0) {
            presence = Reason.SKIPPED;
        }
        return new Member(
                entry.member,
                presence,
                entry.heard.map(Heard::peer),
                entry.heard.map(Heard::push),
                entry.heard.map(heard -> aged(heard, nowNanos)),
                entry.heard.flatMap(heard -> heard.receipt().askedNanos()).isPresent());
    }

    private static NodeReport aged(Heard heard, long nowNanos) {
        NodeReport report = heard.report();
        long since = report.snapshot().isEmpty()
                ? 0
                : Math.max(0, nowNanos - heard.receipt().sinceNanos()) / 1_000_000;
        return new NodeReport(
                report.member(), report.node(), report.broker(), report.ageMillis() + since, report.snapshot());
    }

    /** The last snapshot of a member. */
    Optional<Snapshot> snapshot(String member) {
        return Optional.ofNullable(entries.get(member))
                .flatMap(entry -> entry.heard)
                .flatMap(heard -> heard.report().snapshot());
    }
}
