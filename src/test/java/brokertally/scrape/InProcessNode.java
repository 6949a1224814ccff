package brokertally.scrape;

import brokertally.TestSettings;
import brokertally.TestSnapshots;
import brokertally.catalog.Catalog;
import brokertally.cluster.ClusterLink;
import brokertally.cluster.Membership;
import brokertally.cluster.NodeVerticle;
import brokertally.config.Settings;
import brokertally.ledger.Bookkeeper;
import brokertally.model.NodeReport;
import brokertally.model.Schema;
import brokertally.source.Reporter;
import brokertally.wire.Message;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A sidecar's place on the bus of one unclustered Vert.x, with a broker that answers what the test says. */
public final class InProcessNode {
    public static final WireLimits LIMITS = new WireLimits(200_000, 16 << 20);
    private static final Catalog CATALOG = Catalog.load();
    private final String member;
    private final ClusterLink link;
    private final Gatherer gatherer;
    private final NodeVerticle verticle;

    /** A cluster whose members join and leave as the test says. */
    public static final class FakeCluster {
        private final Map<String, NodeListener> listeners = new ConcurrentHashMap<>();
        private final List<String> members = new ArrayList<>();

        Membership as(String member) {
            members.add(member);
            return new Membership() {
                @Override
                public String member() {
                    return member;
                }

                @Override
                public List<String> members() {
                    return List.copyOf(members);
                }

                @Override
                public void listen(NodeListener listener) {
                    listeners.put(member, listener);
                }
            };
        }

        /** A member without a sidecar behind it: its address is the test's. */
        public void add(String member) {
            members.add(member);
        }

        /** Says of a member once more, to all, that it has joined; as the cluster does after a merge, also of themselves. */
        public void announce(String member) {
            listeners.values().forEach(listener -> listener.nodeAdded(member));
        }

        public void remove(String member) {
            members.remove(member);
            listeners.forEach((id, listener) -> {
                if (!id.equals(member)) {
                    listener.nodeLeft(member);
                }
            });
        }
    }

    /** A broker with one schema whose values count its reads. */
    public static final class CountingBroker implements Reporter {
        private final String member;
        private final String node;
        private final Schema schema;
        private long sequence;

        public CountingBroker(String member, String node, Schema schema) {
            this.member = member;
            this.node = node;
            this.schema = schema;
        }

        @Override
        public Future<NodeReport> report(long maxAgeMillis) {
            sequence++;
            return Future.succeededFuture(latest());
        }

        @Override
        public NodeReport latest() {
            return TestSnapshots.report(member, TestSnapshots.snapshot(node, sequence, schema, 100));
        }
    }

    public InProcessNode(Vertx vertx, FakeCluster cluster, String member, Reporter broker, Settings settings) {
        this(vertx, cluster, broker, new Place(member, settings, Optional.empty()));
    }

    /**
     * What is a node's own.
     *
     * @param dataDir where it keeps its ledger; empty = nowhere
     */
    public record Place(String member, Settings settings, Optional<Path> dataDir) {}

    public InProcessNode(Vertx vertx, FakeCluster cluster, Reporter broker, Place place) {
        String member = place.member();
        this.member = member;
        Message.Peer self = new Message.Peer(member, "127.0.0.1:1", "test");
        this.link = new ClusterLink(
                vertx,
                cluster.as(member),
                broker,
                new ClusterLink.Options(
                        self,
                        Duration.ofHours(1),
                        0,
                        LIMITS,
                        new Bookkeeper.Rules(family -> CATALOG.isMonotone(family.name(), family.type()), 1000),
                        place.dataDir()));
        this.gatherer = new Gatherer(vertx, link, place.settings());
        this.verticle = new NodeVerticle(
                link, new NodeVerticle.NodeOptions(self, new NodeVerticle.Pace(3_600_000, 0), 65_536, LIMITS));
    }

    /** Settings whose gathers always ask. */
    public static Settings asking(Duration timeout) {
        return TestSettings.gathering(
                new Settings.Gather(timeout, Duration.ofSeconds(15), Settings.Partial.ALLOW),
                new Settings.Sampling(Duration.ofSeconds(5), Duration.ZERO),
                0);
    }

    public NodeVerticle verticle() {
        return verticle;
    }

    public Gatherer gatherer() {
        return gatherer;
    }

    public ClusterLink link() {
        return link;
    }

    public String member() {
        return member;
    }
}
