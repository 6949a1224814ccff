package brokertally.cluster;

import brokertally.config.Secret;
import brokertally.config.Settings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A member of a cluster in a process of its own; prints {@code JOINED member} and ends when its input does.
 *
 * <p>Arguments: name of the cluster, port, port of the bus.
 */
public final class FoundingMember {
    private FoundingMember() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        ClusterVertx member = ClusterVertx.join(cluster(arguments[0], port, Integer.parseInt(arguments[2]), port))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        System.out.println("JOINED " + member.member());
        while (System.in.read() >= 0) {
            // nobody says anything
        }
        Runtime.getRuntime().halt(0);
    }

    /** A cluster on loopback whose members look for the founder. */
    static Settings.Cluster cluster(String name, int port, int busPort, int founder) {
        return new Settings.Cluster(
                name,
                "127.0.0.1",
                port,
                busPort,
                Settings.Join.STATIC,
                List.of("127.0.0.1:" + founder),
                "",
                3,
                64 * 1024,
                new Settings.ClusterTls(Optional.empty(), Secret.NONE));
    }
}
