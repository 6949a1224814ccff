package brokertally.cluster;

import brokertally.model.BrokerState;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Reason;
import brokertally.wire.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
        all.add(view(link.ownLatest(), itself(), true));
        for (Roster.Member member : link.roster().members(System.nanoTime())) {
            all.add(member.report().map(report -> view(report, member, false)).orElseGet(() -> unheard(member)));
        }
        all.sort(Comparator.comparing(MemberView::node).thenComparing(MemberView::member));
        return all;
    }

    private Roster.Member itself() {
        Optional<PushState> push = Optional.of(link.attendance().pushState());
        return new Roster.Member(self.member(), Reason.NONE, Optional.of(self), push, Optional.empty(), true);
    }

    /** One that is in the cluster and has not reported: it has just joined, or the bus to it does not work. */
    private static MemberView unheard(Roster.Member member) {
        Reason why = member.presence() == Reason.NONE ? Reason.NOT_READ_YET : member.presence();
        BrokerState nothing = new BrokerState(Reason.NOT_READ_YET, "", "");
        MemberView.Sample none = new MemberView.Sample(false, 0, 0, 0, 0);
        return new MemberView(member.member(), "", "", "", false, why, nothing, Optional.empty(), none);
    }

    private static MemberView view(NodeReport report, Roster.Member member, boolean self) {
        Message.Peer peer = member.peer().orElseThrow();
        MemberView.Sample sample = report.snapshot()
                .map(snapshot -> new MemberView.Sample(
                        true,
                        report.ageMillis(),
                        snapshot.sequence(),
                        snapshot.schema().size(),
                        snapshot.incarnation().startedMillis()))
                .orElse(new MemberView.Sample(false, 0, 0, 0, 0));
        return new MemberView(
                peer.member(),
                report.node(),
                peer.address(),
                peer.version(),
                self,
                member.presence(),
                report.broker(),
                member.push(),
                sample);
    }
}
