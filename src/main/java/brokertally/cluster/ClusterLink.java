package brokertally.cluster;

import brokertally.model.Measure;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.source.Reporter;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the verticle on the bus and the gatherer share: the local broker's reports, the roster, the way to the peers, and who has just gone. */
public final class ClusterLink {
    static final long WARM_UP_MILLIS = 2_000;

    private static final long GREET_AGAIN_MILLIS = 200;
    private static final int GREETINGS = 25;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);

    /** How long a member that timed out is not asked by a scrape; every probe that times out begins it anew. */
    private static final long SKIP_NANOS = 5_000_000_000L;

    private static final long PROBE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Membership membership;
    private final Reporter reporter;
    private final Roster roster;
    private final ClusterCounts counts = new ClusterCounts();
    private final PeerClient peers;
    private final Set<String> probed = new HashSet<>();
    private final List<BiConsumer<String, Reason>> onGone = new ArrayList<>();

    /**
     * The link of one sidecar.
     *
     * @param vertx carries the bus; all of this lives on its one event loop
     * @param membership who is in the cluster
     * @param reporter says how the local broker is
     * @param bounds for how long and how much
     */
    public ClusterLink(Vertx vertx, Membership membership, Reporter reporter, Bounds bounds) {
        this.vertx = vertx;
        this.membership = membership;
        this.reporter = reporter;
        this.roster = new Roster(SKIP_NANOS, bounds.retireAfter().toNanos());
        this.peers = new PeerClient(vertx, roster, bounds.limits(), counts, System::nanoTime);
    }

    /**
     * For how long and how much.
     *
     * @param retireAfter how long a member that vanished is expected back
     * @param limits what is accepted from others
     */
    public record Bounds(Duration retireAfter, WireLimits limits) {}

    /** Makes the members known that are in the cluster and were missed: its events are lost when it merges after a split. */
    public void meet() {
        List<String> members = membership.members();
        members.forEach(this::joined);
        roster.present().stream().filter(m -> !members.contains(m)).forEach(this::vanished);
        roster.replaced(ownLatest().node());
    }

    /** Asks whoever was silent a moment ago, so that no scrape has to wait to find out whether it is back. */
    void probe() {
        for (Roster.Member member : roster.members(System.nanoTime())) {
            if (member.presence() == Reason.SKIPPED && probed.add(member.member())) {
                peers.ask(member.member(), Long.MAX_VALUE, PROBE_MILLIS)
                        .onComplete(asked -> probed.remove(member.member()));
            }
        }
    }

    /** Warms the way to a new member up: the first request over a cold connection takes hundreds of milliseconds. */
    void joined(String member) {
        if (!member.equals(membership.member()) && roster.joined(member)) {
            LOG.info("member joined member={}", member);
            greet(member, GREETINGS);
        }
    }

    /** A member that has just joined has no consumer on the bus yet; it is greeted again until it has. */
    private void greet(String member, int left) {
        if (roster.member(member, System.nanoTime()).isEmpty()) {
            return;
        }
        peers.ask(member, Long.MAX_VALUE, WARM_UP_MILLIS).onComplete(asked -> {
            if (asked.succeeded()) {
                LOG.info(
                        "member reports member={} node={}",
                        member,
                        asked.result().node());
            } else if (left > 0) {
                vertx.setTimer(GREET_AGAIN_MILLIS, id -> greet(member, left - 1));
            } else {
                LOG.warn(
                        "member is silent member={} reason={}",
                        member,
                        asked.cause().getMessage());
            }
        });
    }

    Membership membership() {
        return membership;
    }

    /** This sidecar's own report, see {@link Reporter#report}. */
    public Future<NodeReport> own(long maxAgeMillis) {
        return reporter.report(maxAgeMillis);
    }

    /** This sidecar's own last report, its age by now. */
    public NodeReport ownLatest() {
        return reporter.latest();
    }

    public Roster roster() {
        return roster;
    }

    public PeerClient peers() {
        return peers;
    }

    ClusterCounts counts() {
        return counts;
    }

    public List<Measure> measures() {
        List<Measure> all = new ArrayList<>(counts.measures());
        all.add(Measure.gauge(
                "brokertally_cluster_members",
                "Sidecars in the cluster now, this one included.",
                membership.members().size()));
        return all;
    }

    /** Calls the listener, on the event loop, whenever a member leaves or vanishes. */
    public void whenGone(BiConsumer<String, Reason> listener) {
        onGone.add(listener);
    }

    void vanished(String member) {
        LOG.info("member left member={}", member);
        roster.vanished(member, System.nanoTime());
        onGone.forEach(listener -> listener.accept(member, Reason.LOST));
    }

    void saidGoodbye(String member) {
        LOG.info("member says goodbye member={}", member);
        roster.saidGoodbye(member);
        onGone.forEach(listener -> listener.accept(member, Reason.LEFT));
    }
}
