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
        together(Keys.HTTP_KEY, Keys.HTTP_CERT);
        together(Keys.HTTP_CERT, Keys.HTTP_KEY);
        if (keys.sound(Keys.HTTP_CERT, Keys.HTTP_KEY, Keys.HTTP_CLIENT_CA)
                && isGiven(Keys.HTTP_CLIENT_CA)
                && !isGiven(Keys.HTTP_CERT)
                && !isGiven(Keys.HTTP_KEY)) {
            missing(Keys.HTTP_CERT, Keys.HTTP_CLIENT_CA);
        }
        together(Keys.CLUSTER_KEYSTORE_PASSWORD, Keys.CLUSTER_KEYSTORE);
        together(Keys.CLUSTER_KEYSTORE, Keys.CLUSTER_KEYSTORE_PASSWORD);
        together(Keys.SOURCE_API_SECRET, Keys.SOURCE_API_KEY);
        together(Keys.SOURCE_API_KEY, Keys.SOURCE_API_SECRET);
        if (keys.sound(Keys.SOURCE_USERNAME, Keys.SOURCE_PASSWORD)
                && isGiven(Keys.SOURCE_PASSWORD)
                && !isGiven(Keys.SOURCE_USERNAME)) {
            missing(Keys.SOURCE_USERNAME, Keys.SOURCE_PASSWORD);
        }
    }

    /** The first is needed when the second is given. */
    private void together(Key<?> needed, Key<?> given) {
        if (keys.sound(needed, given) && isGiven(given) && !isGiven(needed)) {
            missing(needed, given);
        }
    }

    private void missing(Key<?> needed, Key<?> given) {
        keys.refuse("is empty, but " + given.path() + " is given; give both or none", needed, given);
    }

    private boolean isGiven(Key<?> key) {
        Object value = keys.get(key);
        if (value instanceof Secret secret) {
            return !secret.isEmpty();
        }
        return value instanceof Optional<?> optional ? optional.isPresent() : !value.equals("");
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
