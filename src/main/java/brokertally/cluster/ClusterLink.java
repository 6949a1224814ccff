package brokertally.cluster;

import brokertally.config.Settings;
import brokertally.model.Measure;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.source.Reporter;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** What the verticle on the bus and the gatherer share: the local broker's reports, the roster, the way to the peers, and who has just gone. */
public final class ClusterLink {
    /** How long a member that timed out is not asked again. */
    private static final long SKIP_NANOS = 5_000_000_000L;

    private final ClusterVertx cluster;
    private final Reporter reporter;
    private final Roster roster;
    private final ClusterCounts counts = new ClusterCounts();
    private final PeerClient peers;
    private final Set<BiConsumer<String, Reason>> onGone = new HashSet<>();

    public ClusterLink(ClusterVertx cluster, Reporter reporter, Settings.Ledger ledger, WireLimits limits) {
        this.cluster = cluster;
        this.reporter = reporter;
        this.roster = new Roster(SKIP_NANOS, ledger.retireAfter().toNanos());
        this.peers = new PeerClient(cluster.vertx(), roster, limits, counts, System::nanoTime);
    }

    ClusterVertx cluster() {
        return cluster;
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
                cluster.members().size()));
        return all;
    }

    /** Calls the listener, on the event loop, when a member leaves or vanishes, until the returned action is run. */
    public Runnable whenGone(BiConsumer<String, Reason> listener) {
        onGone.add(listener);
        return () -> onGone.remove(listener);
    }

    void vanished(String member) {
        roster.vanished(member, System.nanoTime());
        List.copyOf(onGone).forEach(listener -> listener.accept(member, Reason.LOST));
    }

    void saidGoodbye(String member) {
        roster.saidGoodbye(member);
        List.copyOf(onGone).forEach(listener -> listener.accept(member, Reason.LEFT));
    }
}
