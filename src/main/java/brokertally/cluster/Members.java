package brokertally.cluster;

import brokertally.model.BrokerState;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.wire.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All members as a list to show, by node name; this sidecar among them. */
public final class Members {
    private final ClusterLink link;
    private final Message.Peer self;

    public Members(ClusterLink link, Message.Peer self) {
        this.link = link;
        this.self = self;
    }

    /** The members now. */
    public List<MemberView> list() {
        List<MemberView> all = new ArrayList<>();
        all.add(view(link.ownLatest(), self, Reason.NONE, true));
        for (Roster.Member member : link.roster().members(System.nanoTime())) {
            all.add(member.report()
                    .map(report -> view(report, member.peer().orElseThrow(), member.presence(), false))
                    .orElseGet(() -> unheard(member)));
        }
        all.sort(Comparator.comparing(MemberView::node).thenComparing(MemberView::member));
        return all;
    }

    /** One that is in the cluster and has not reported: it has just joined, or the bus to it does not work. */
    private static MemberView unheard(Roster.Member member) {
        Reason why = member.presence() == Reason.NONE ? Reason.NOT_READ_YET : member.presence();
        BrokerState nothing = new BrokerState(Reason.NOT_READ_YET, "", "");
        MemberView.Sample none = new MemberView.Sample(false, 0, 0, 0, 0);
        return new MemberView(member.member(), "", "", "", false, why, nothing, none);
    }

    private static MemberView view(NodeReport report, Message.Peer peer, Reason presence, boolean self) {
        MemberView.Sample sample = report.snapshot()
                .map(snapshot -> new MemberView.Sample(
                        true,
                        report.ageMillis(),
                        snapshot.sequence(),
                        snapshot.schema().size(),
                        snapshot.incarnation().startedMillis()))
                .orElse(new MemberView.Sample(false, 0, 0, 0, 0));
        return new MemberView(
                peer.member(), report.node(), peer.address(), peer.version(), self, presence, report.broker(), sample);
    }
}
