package brokertally;

import brokertally.cluster.ClusterLink;
import brokertally.cluster.MemberView;
import brokertally.cluster.Members;
import brokertally.model.Reason;
import brokertally.push.Standing;
import brokertally.wire.Message;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** What the room of the cluster knows, as the push asks for it. */
final class ClusterStanding implements Standing {
    private final ClusterLink link;
    private final Members members;

    ClusterStanding(ClusterLink link, Message.Peer self) {
        this.link = link;
        this.members = new Members(link, self);
    }

    @Override
    public String node() {
        return link.ownLatest().node();
    }

    @Override
    public boolean isElected() {
        return link.attendance().isElected();
    }

    @Override
    public boolean isAlone() {
        return link.attendance().isAlone();
    }

    @Override
    public Set<String> present() {
        return members.list().stream()
                .filter(member -> member.missing() != Reason.LOST && member.missing() != Reason.LEFT)
                .map(MemberView::node)
                .filter(node -> !node.isEmpty())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> gone(Duration since) {
        return link.attendance().gone(since);
    }
}
