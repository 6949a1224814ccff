package brokertally.cluster;

import brokertally.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Vert.x as a member of the cluster. */
public final class ClusterVertx implements Membership {
    /** After so long without an answer to a ping a bus connection is closed; the default of 20 s would hold memory that long. */
    private static final long PING_MILLIS = 5_000;

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private final Vertx vertx;
    private final HazelcastClusterManager manager;

    private ClusterVertx(Vertx vertx, HazelcastClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
    }

    /** Joins the cluster, or founds it when no member answers. Fails when the addresses cannot be bound. */
    public static Future<ClusterVertx> join(Settings.Cluster cluster) {
        HazelcastClusterManager manager = new HazelcastClusterManager(HazelcastConfig.of(cluster));
        return Vertx.builder()
                .with(options(cluster))
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx -> new ClusterVertx(vertx, manager));
    }

    /**
     * One event loop: all mutable state of the sidecar lives on it, so that nothing needs a lock and a scrape hops between
     * no threads.
     */
    private static VertxOptions options(Settings.Cluster cluster) {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(4)
                .setEventBusOptions(new EventBusOptions()
                        .setHost(cluster.host())
                        .setPort(cluster.busPort())
                        .setClusterPublicHost(cluster.host())
                        .setClusterPublicPort(cluster.busPort())
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setClusterPingInterval(PING_MILLIS)
                        .setClusterPingReplyInterval(PING_MILLIS));
    }

    /**
     * True when what the members say to each other can be read and forged by others on the network: the address is not a
     * loopback one and the bus has no TLS.
     */
    public static boolean isPlaintext(Settings.Cluster cluster) {
        return cluster.tls().keystoreFile().isEmpty() && !isLoopback(cluster.host());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    @Override
    public String member() {
        return manager.getNodeId();
    }

    @Override
    public List<String> members() {
        return manager.getNodes();
    }

    @Override
    public void listen(NodeListener listener) {
        manager.nodeListener(listener);
    }

    /** Leaves the cluster and ends Vert.x. */
    public Future<Void> close() {
        return vertx.close();
    }
}
