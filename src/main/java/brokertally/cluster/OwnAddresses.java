package brokertally.cluster;

import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cluster in which a member's address is the member's alone. Hazelcast lets every member say that somebody listens at an
 * address, and where a member's bus is; a peer could so put itself in the place of another (threat T9). Here nobody but its
 * owner listens at an address, and where a member's bus is stays what it was when it was first asked for: a member does not
 * move, it begins anew under another name.
 */
final class OwnAddresses implements ClusterManager {
    private final ClusterManager cluster;
    private final Map<String, NodeInfo> places = new ConcurrentHashMap<>();

    OwnAddresses(ClusterManager cluster) {
        this.cluster = cluster;
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> handler) {
        cluster.getRegistrations(
                address, (all, error) -> handler.complete(all == null ? null : allowed(address, all), error));
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        cluster.registrationListener(new RegistrationListener() {
            @Override
            public void registrationsUpdated(RegistrationUpdateEvent event) {
                listener.registrationsUpdated(
                        new RegistrationUpdateEvent(event.address(), allowed(event.address(), event.registrations())));
            }

            @Override
            public void registrationsLost() {
                listener.registrationsLost();
            }

            @Override
            public boolean wantsUpdatesFor(String address) {
                return listener.wantsUpdatesFor(address);
            }
        });
    }

    private static List<RegistrationInfo> allowed(String address, List<RegistrationInfo> all) {
        Optional<String> owner = Addresses.owner(address);
        return owner.isEmpty()
                ? all
                : all.stream()
                        .filter(listener -> listener.nodeId().equals(owner.get()))
                        .toList();
    }

    @Override
    public void getNodeInfo(String nodeId, Completable<NodeInfo> handler) {
        places.keySet().retainAll(getNodes());
        cluster.getNodeInfo(nodeId, (place, error) -> {
            NodeInfo first = place == null ? null : places.putIfAbsent(nodeId, place);
            handler.complete(first == null ? place : first, error);
        });
    }

    /** Where the bus of a member is; empty before it was first asked for. */
    Optional<String> place(String nodeId) {
        return Optional.ofNullable(places.get(nodeId)).map(place -> place.host() + ":" + place.port());
    }

    @Override
    public void init(Vertx vertx) {
        cluster.init(vertx);
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> handler) {
        cluster.getAsyncMap(name, handler);
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
        return cluster.getSyncMap(name);
    }

    @Override
    public void getLockWithTimeout(String name, long timeout, Completable<Lock> handler) {
        cluster.getLockWithTimeout(name, timeout, handler);
    }

    @Override
    public void getCounter(String name, Completable<Counter> handler) {
        cluster.getCounter(name, handler);
    }

    @Override
    public String getNodeId() {
        return cluster.getNodeId();
    }

    @Override
    public List<String> getNodes() {
        return cluster.getNodes();
    }

    @Override
    public void nodeListener(NodeListener listener) {
        cluster.nodeListener(listener);
    }

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> handler) {
        cluster.setNodeInfo(info, handler);
    }

    @Override
    public NodeInfo getNodeInfo() {
        return cluster.getNodeInfo();
    }

    @Override
    public void join(Completable<Void> handler) {
        cluster.join(handler);
    }

    @Override
    public void leave(Completable<Void> handler) {
        cluster.leave(handler);
    }

    @Override
    public boolean isActive() {
        return cluster.isActive();
    }

    @Override
    public void addRegistration(String address, RegistrationInfo info, Completable<Void> handler) {
        cluster.addRegistration(address, info, handler);
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo info, Completable<Void> handler) {
        cluster.removeRegistration(address, info, handler);
    }

    @Override
    public String clusterHost() {
        return cluster.clusterHost();
    }

    @Override
    public String clusterPublicHost() {
        return cluster.clusterPublicHost();
    }
}
