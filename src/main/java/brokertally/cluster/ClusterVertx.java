package brokertally.cluster;

import brokertally.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Vert.x as a member of the cluster. */
public final class ClusterVertx implements Membership {
    /** After so long without an answer to a ping a bus connection is closed; the default of 20 s would hold memory that long. */
    private static final long PING_MILLIS = 5_000;

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private final Vertx vertx;
    private final OwnAddresses manager;

    private ClusterVertx(Vertx vertx, OwnAddresses manager) {
        this.vertx = vertx;
        this.manager = manager;
    }

    /**
     * Joins the cluster, or founds it when no member answers. Fails when the addresses cannot be bound, and with {@link
     * BusKeys.Unusable} when the bus is to have TLS and cannot.
     */
    public static Future<ClusterVertx> join(Settings.Cluster cluster) {
        VertxOptions options;
        try {
            options = options(cluster);
        } catch (BusKeys.Unusable e) {
            return Future.failedFuture(e);
        }
        OwnAddresses manager = new OwnAddresses(new HazelcastClusterManager(HazelcastConfig.of(cluster)));
        return Vertx.builder()
                .with(options)
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx -> {
                    onlyBytes(vertx.eventBus());
                    return new ClusterVertx(vertx, manager);
                });
    }

    /**
     * One event loop: all mutable state of the sidecar lives on it, so that nothing needs a lock and a scrape hops between
     * no threads.
     */
    private static VertxOptions options(Settings.Cluster cluster) throws BusKeys.Unusable {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(4)
                .setEventBusOptions(bus(cluster));
    }

    /** The bus can make objects of a sender's choice from what it sends; ours are bytes, and no other class is made. */
    private static void onlyBytes(EventBus bus) {
        bus.serializableChecker(className -> false).clusterSerializableChecker(className -> false);
    }

    /**
     * With TLS both ends of a connection show the one key that all members hold. Names are not compared: members are where
     * their pods are, and who has the key is a member.
     */
    private static EventBusOptions bus(Settings.Cluster cluster) throws BusKeys.Unusable {
        EventBusOptions bus = new EventBusOptions()
                .setHost(cluster.host())
                .setPort(cluster.busPort())
                .setClusterPublicHost(cluster.host())
                .setClusterPublicPort(cluster.busPort())
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS);
        if (cluster.tls().keystoreFile().isPresent()) {
            PfxOptions keys = BusKeys.read(cluster.tls());
            bus.setSsl(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setKeyCertOptions(keys)
                    .setTrustOptions(keys)
                    .setTrustAll(false) // the bus of Vert.x takes any server for a member unless it is told otherwise
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        }
        return bus;
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
    public Optional<String> place(String member) {
        return manager.place(member);
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
