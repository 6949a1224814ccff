package brokertally;

import brokertally.config.Secret;
import brokertally.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings for tests that need an object rather than a file. */
public final class TestSettings {
    /** The defaults. */
    public static final Settings.PushLife PUSH_LIFE = new Settings.PushLife(true, Duration.ofMinutes(5));

    /** The defaults. */
    public static final Settings.PushTransport PUSH_TRANSPORT = new Settings.PushTransport(
            false, Optional.empty(), new Settings.PushTls(Optional.empty(), Optional.empty(), Optional.empty()));

    private TestSettings() {}

    /** Defaults with these for gathering and sampling. */
    public static Settings gathering(Settings.Gather gather, Settings.Sampling sampling, int size) {
        return new Settings(
                new Settings.Node(Optional.empty()),
                new Settings.Http(
                        "127.0.0.1", 0, new Settings.HttpTls(Optional.empty(), Optional.empty(), Optional.empty())),
                cluster(size),
                new Settings.Source(
                        Settings.SourceType.EMQX,
                        "http://127.0.0.1:18083",
                        Map.of(),
                        "",
                        Secret.NONE,
                        "",
                        Secret.NONE,
                        Duration.ofSeconds(2)),
                sampling,
                gather,
                new Settings.Aggregation(Settings.Counters.RUNNING, List.of()),
                new Settings.Limits(200_000, 1024, 64 << 20, 8),
                new Settings.Ledger(Duration.ofHours(24)),
                new Settings.ApiKey(Optional.empty()),
                Optional.empty(),
                new Settings.Prometheus(
                        false,
                        new Settings.PushGateway(
                                false,
                                "http://127.0.0.1:9091",
                                Duration.ofSeconds(15),
                                "put",
                                "x",
                                Map.of(),
                                "node",
                                List.of("stats"),
                                PUSH_LIFE,
                                PUSH_TRANSPORT),
                        Map.of()),
                new Settings.Log("info", "text"));
    }

    /** A cluster of so many on loopback, its members listed. */
    public static Settings.Cluster cluster(int size) {
        return new Settings.Cluster(
                "test",
                "127.0.0.1",
                15701,
                15702,
                Settings.Join.STATIC,
                List.of("127.0.0.1:15701"),
                "",
                size,
                64 * 1024,
                new Settings.ClusterTls(Optional.empty(), Secret.NONE));
    }
}
