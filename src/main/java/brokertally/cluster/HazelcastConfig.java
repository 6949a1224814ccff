package brokertally.cluster;

import brokertally.config.Settings;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** The configuration of Hazelcast, all of it in code: an XML file would cost 0.7 s of CPU and 8 MB (RATIONALE.md). */
final class HazelcastConfig {
    private static final int PARTITIONS = 31;

    private HazelcastConfig() {}

    static Config of(Settings.Cluster cluster) {
        Config config = new Config();
        config.setClusterName(cluster.name());
        network(config.getNetworkConfig(), cluster);
        properties(config);
        maps(config);
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(Deserialisable.forHazelcast());
        return config;
    }

    private static void network(NetworkConfig network, Settings.Cluster cluster) {
        network.setPort(cluster.port());
        network.setPortAutoIncrement(false);
        network.setReuseAddress(true);
        network.setPublicAddress(cluster.host() + ":" + cluster.port());
        network.getInterfaces().setEnabled(true).addInterface(numeric(cluster.host()));
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        switch (cluster.join()) {
            case STATIC -> join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
            case DNS ->
                join.getKubernetesConfig()
                        .setEnabled(true)
                        .setProperty("service-dns", cluster.serviceDns())
                        .setProperty("service-port", Integer.toString(cluster.port()));
            case KUBERNETES ->
                join.getKubernetesConfig()
                        .setEnabled(true)
                        .setProperty("service-port", Integer.toString(cluster.port()))
                        .setProperty("kubernetes-api-retries", "0");
        }
    }

    /** Hazelcast compares interfaces with numbers only. A name without an address stays: it matches nothing, and the start says so. */
    private static String numeric(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            return host;
        }
    }

    /** Figures and reasons: RATIONALE.md, "Hazelcast". */
    private static void properties(Config config) {
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.health.monitoring.level", "OFF");
        config.setProperty("hazelcast.partition.count", Integer.toString(PARTITIONS));
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "15");
        config.setProperty("hazelcast.member.list.publish.interval.seconds", "5");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", Integer.toString(mergeDelaySeconds()));
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        config.setProperty("hazelcast.operation.response.thread.count", "1");
        config.setProperty("hazelcast.event.thread.count", "1");
        config.setProperty("hazelcast.io.thread.count", "1");
        config.setProperty("hazelcast.clientengine.thread.count", "1");
        config.setProperty("hazelcast.clientengine.query.thread.count", "1");
        config.setProperty("hazelcast.clientengine.blocking.thread.count", "1");
        config.setProperty("hazelcast.socket.connect.timeout.seconds", "2");
        config.setProperty("hazelcast.max.join.seconds", "60");
    }

    /**
     * Not the same for all: members that look for other clusters at the same moment merge under each other's questions, and
     * whoever's question is lost waits 10 s for the answer.
     */
    private static int mergeDelaySeconds() {
        return ThreadLocalRandom.current().nextInt(4, 7);
    }

    /** What vertx-hazelcast keeps in the cluster: subscriptions and node information, with one backup. */
    private static void maps(Config config) {
        config.addMultiMapConfig(
                new MultiMapConfig("__vertx.subs").setBackupCount(1).setValueCollectionType("SET"));
        config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    }
}
