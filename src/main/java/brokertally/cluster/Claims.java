package brokertally.cluster;

import brokertally.model.Incarnation;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * Who may write the page of a node when several living members claim its name: the one beside the broker that started last,
 * of equal ones the member that joined last (trap 16). All others are refused, so that nothing is counted twice.
 */
final class Claims {
    private final Membership membership;
    private final Roster roster;

    Claims(Membership membership, Roster roster) {
        this.membership = membership;
        this.roster = roster;
    }

    /**
     * True when the claim of this member loses against another one.
     *
     * @param claim what it reports, with a sample
     * @param own what this sidecar itself reports last
     */
    boolean isOutranked(NodeReport claim, NodeReport own) {
        if (!own.member().equals(claim.member()) && beats(own, claim)) {
            return true;
        }
        for (Roster.Member other : roster.members(System.nanoTime())) {
            boolean lives = other.presence() != Reason.LOST && !other.member().equals(claim.member());
            if (lives && other.report().filter(report -> beats(report, claim)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private boolean beats(NodeReport other, NodeReport claim) {
        Optional<Incarnation> theirs = other.snapshot().map(Snapshot::incarnation);
        if (!other.node().equals(claim.node()) || theirs.isEmpty()) {
            return false;
        }
        int order = theirs.get().compareTo(claim.snapshot().orElseThrow().incarnation());
        return order > 0 || (order == 0 && joinedLater(other.member(), claim.member()));
    }

    private boolean joinedLater(String a, String b) {
        List<String> members = membership.members();
        return members.indexOf(a) > members.indexOf(b);
    }
}
