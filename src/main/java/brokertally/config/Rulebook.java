package brokertally.config;

import java.util.List;
import java.util.Optional;

/** Rules about several settings together; each is asked only when its own settings are sound. */
record Rulebook(Settings settings, KeyReader keys) {
    void check() {
        ports();
        pairs();
        reachable();
        serviceDns();
        new PushRules(keys).check();
        new SourceRules(settings.source(), keys).check();
    }

    private void ports() {
        List<Key<Integer>> ports = List.of(Keys.HTTP_PORT, Keys.CLUSTER_PORT, Keys.CLUSTER_BUS_PORT);
        for (int i = 0; i < ports.size(); i++) {
            for (int j = i + 1; j < ports.size(); j++) {
                different(ports.get(j), ports.get(i));
            }
        }
    }

    private void different(Key<Integer> key, Key<Integer> other) {
        if (keys.sound(key, other) && keys.get(key) != 0 && keys.get(key).equals(keys.get(other))) {
            keys.refuse(keys.get(key) + " is the port of " + other.path() + " too; write another", key, other);
        }
    }

    private void pairs() {
        Pairs pairs = new Pairs(keys);
        pairs.both(Keys.HTTP_KEY, Keys.HTTP_CERT);
        if (keys.sound(Keys.HTTP_CERT, Keys.HTTP_KEY) && !pairs.isGiven(Keys.HTTP_KEY)) {
            pairs.needs(Keys.HTTP_CERT, Keys.HTTP_CLIENT_CA);
        }
        pairs.both(Keys.CLUSTER_KEYSTORE_PASSWORD, Keys.CLUSTER_KEYSTORE);
        pairs.both(Keys.SOURCE_API_SECRET, Keys.SOURCE_API_KEY);
        pairs.needs(Keys.SOURCE_USERNAME, Keys.SOURCE_PASSWORD);
    }

    /** The address of {@code cluster.host} is what the bus tells its peers: a loopback one fails late and silently. */
    private void reachable() {
        if (!keys.sound(Keys.CLUSTER_HOST, Keys.CLUSTER_JOIN, Keys.CLUSTER_MEMBERS)) {
            return;
        }
        Settings.Cluster cluster = settings.cluster();
        if (!Hosts.isLoopback(cluster.host())) {
            return;
        }
        Optional<String> remote = cluster.members().stream()
                .filter(member -> !Hosts.isLoopback(Hosts.ofHostPort(member)))
                .findFirst();
        String start = "'" + cluster.host() + "' is reached from this machine only, but ";
        String remedy = "; write the address of this host that the others reach, such as its Pod IP";
        if (cluster.join() != Settings.Join.STATIC) {
            String join = cluster.join() == Settings.Join.DNS ? "dns" : "kubernetes";
            keys.refuse(start + "cluster.join is " + join + remedy, Keys.CLUSTER_HOST, Keys.CLUSTER_JOIN);
        } else if (remote.isPresent()) {
            String member = "cluster.members has " + remote.get();
            keys.refuse(start + member + remedy, Keys.CLUSTER_HOST, Keys.CLUSTER_MEMBERS);
        }
    }

    private void serviceDns() {
        if (keys.sound(Keys.CLUSTER_JOIN, Keys.CLUSTER_SERVICE_DNS)
                && settings.cluster().join() == Settings.Join.DNS
                && settings.cluster().serviceDns().isEmpty()) {
            keys.refuse(
                    "is empty, but cluster.join is dns; write the name of the headless Service",
                    Keys.CLUSTER_SERVICE_DNS,
                    Keys.CLUSTER_JOIN);
        }
    }
}
