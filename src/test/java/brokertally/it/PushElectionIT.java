package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.SidecarProcess.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three sidecars of which one pushes for the cluster. Each says who it is in a header of its own, so that the recorder knows;
 * what has arrived goes on to a real Pushgateway.
 */
class PushElectionIT {
    private static final int NODES = 3;
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** What the machine that tests may add. */
    private static final Duration SLACK = Duration.ofMillis(700);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Hazelcast misses a silent member after 15 s; where that one is the oldest the others then agree on who is now, and each
     * question of theirs to the silent one takes its time.
     */
    private static final Duration FROZEN = Duration.ofSeconds(60);

    private static final int SPLIT_SECONDS = Integer.getInteger("partition.seconds", 12);
    private static final String GROUP = "/metrics/job/it/instance/cluster";
    private static final String WHO = "x-who";

    @TempDir
    private Path directory;

    private final List<PageBroker> brokers = new ArrayList<>();
    private RecordingGateway recorder;
    private PushgatewayProcess gateway;
    private SidecarCluster cluster;

    private void start(List<Place> places, InetAddress address) throws Exception {
        gateway = PushgatewayProcess.start(directory);
        recorder = new RecordingGateway(address, 0);
        recorder.pass(this::forward);
        for (int i = 0; i < places.size(); i++) {
            brokers.add(new PageBroker(
                    address, "# TYPE emqx_messages_received counter\nemqx_messages_received " + 100 * (i + 1) + "\n"));
        }
        cluster = SidecarCluster.start(places, this::settings);
    }

    private String settings(int i) {
        return brokers.get(i).source()
                + """
                node { name = "broker%1$d@it" }
                cluster { size = 3 }
                sampling { interval = 500ms, max_age = 100ms }
                gather { timeout = 1s, stale_after = 5s }
                prometheus.push_gateway {
                  enable = true, url = "%2$s", interval = %3$ds, mode = all_nodes_aggregated
                  job_name = "it/instance/${host}", headers { X-Who = "%1$d" }
                }
                """
                        .formatted(i, recorder.url(), INTERVAL.toSeconds());
    }

    /** To the real one, so that it shows which groups are left in the end. */
    private void forward(RecordedRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.url() + request.target()))
                                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(request + answer.body()).isIn(200, 202);
    }

    @AfterEach
    void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        brokers.forEach(PageBroker::close);
        if (recorder != null) {
            recorder.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    private static int who(RecordedRequest push) {
        return Integer.parseInt(push.header(WHO));
    }

    private Set<Integer> pushersSince(long nanos) {
        Set<Integer> pushers = new HashSet<>();
        recorder.pushesSince(nanos).forEach(push -> pushers.add(who(push)));
        return pushers;
    }

    /** Who pushed last, once there are so many pushes since. */
    private int awaitPushers(long since, int pushes) {
        await().atMost(PATIENCE).until(() -> recorder.pushesSince(since).size() >= pushes);
        List<RecordedRequest> seen = recorder.pushesSince(since);
        return who(seen.get(seen.size() - 1));
    }

    private double elected(SidecarProcess sidecar) {
        return Samples.of(sidecar.page("/metrics")).getOrDefault("brokertally_push_elected", -1.0);
    }

    private void assertOneGroup() {
        assertThat(gateway.groups()).hasSize(1).containsOnlyKeys("instance=\"cluster\",job=\"it\"");
        assertThat(recorder.requests()).allSatisfy(one -> {
            assertThat(one.target()).isEqualTo(GROUP);
            assertThat(one.complaints()).isEmpty();
        });
    }

    @Test
    void theElectedOnePushes_andWhenItIsFrozenKilledOrStopped_anotherDoes() throws Exception {
        start(Collections.nCopies(NODES, Place.LOOPBACK), InetAddress.getLoopbackAddress());
        long complete = System.nanoTime();
        int first = awaitPushers(complete, 3);
        assertThat(pushersSince(complete + INTERVAL.toNanos())).containsExactly(first);
        await().atMost(PATIENCE).until(() -> elected(cluster.get(first)) == 1);
        for (int i = 0; i < NODES; i++) {
            assertThat(elected(cluster.get(i))).isEqualTo(i == first ? 1 : 0);
        }

        freeze(first);
        int thawed = awaitPushers(System.nanoTime(), 1);
        int second = takeOver(thawed, "kill -9", () -> cluster.get(thawed).killNine());
        int third = takeOver(second, "SIGTERM", () -> cluster.get(second).terminate());
        assertThat(Set.of(thawed, second, third)).hasSize(NODES);
        assertThat(recorder.deletes())
                .as("a member that goes leaves the cluster's group to the others")
                .isEmpty();
        assertOneGroup();

        cluster.get(third).terminate();
        assertThat(gateway.groups()).as("the last one takes the group with it").isEmpty();
    }

    /** Ends a sidecar; who pushes then. */
    private int takeOver(int ended, String how, ThrowingRunnable end) throws Exception {
        long before = System.nanoTime();
        end.run();
        RecordedRequest next = recorder.awaitPush(before, PATIENCE, push -> who(push) != ended);
        Duration after = Duration.ofNanos(next.atNanos() - before);
        report(how + " of the one that pushes: another pushes after " + after.toMillis() + " ms");
        assertThat(after).isLessThan(INTERVAL.multipliedBy(2).plus(SLACK));
        int heir = awaitPushers(next.atNanos(), 2);
        assertThat(pushersSince(next.atNanos())).containsExactly(heir);
        return heir;
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    /**
     * One that does not go but stands still is missed later, by its heartbeat. When it goes on it still sees itself as the oldest
     * for a while, and yet one pushes from one interval after its thaw on.
     */
    private void freeze(int first) throws Exception {
        long frozen = System.nanoTime();
        long thawed;
        cluster.get(first).signal("STOP");
        try {
            RecordedRequest next = recorder.awaitPush(frozen, FROZEN, push -> who(push) != first);
            report("SIGSTOP of the one that pushes: another pushes after "
                    + Duration.ofNanos(next.atNanos() - frozen).toMillis() + " ms");
        } finally {
            thawed = System.nanoTime();
            cluster.get(first).signal("CONT");
        }
        cluster.awaitComplete(NODES, Duration.ofSeconds(30));
        assertOnePushes("thaw", thawed);
        assertThat(pushersSince(thawed + INTERVAL.toNanos())).doesNotContain(first);
    }

    /** From one interval after this on one pushes, at the interval. */
    private void assertOnePushes(String what, long whole) {
        long quiet = whole + INTERVAL.plus(SLACK).toNanos();
        await().atMost(PATIENCE).until(() -> recorder.pushesSince(quiet).size() >= 3);
        report(what + ": pushers within one interval of it " + pushersSince(whole) + ", after it "
                + pushersSince(quiet));
        assertThat(pushersSince(quiet)).as(what).hasSize(1);
    }

    @Test
    void aSplit_hasAPusherOnEachSide_andOneInterval_afterItOnePushes() throws Exception {
        try (Namespaces namespaces = new Namespaces(NODES)) {
            start(namespaces.places(), namespaces.host());
            int first = awaitPushers(System.nanoTime(), 2);
            int other = (first + 1) % NODES;
            int third = (first + 2) % NODES;
            long split = System.nanoTime();
            namespaces.part(first, other);
            namespaces.part(first, third);
            await().atMost(Duration.ofSeconds(SPLIT_SECONDS + 20))
                    .until(() -> pushersSince(split + Duration.ofSeconds(5).toNanos())
                                    .size()
                            == 2);
            FaultScript.pause(Math.max(
                    0,
                    SPLIT_SECONDS
                            - (int) Duration.ofNanos(System.nanoTime() - split).toSeconds()));
            namespaces.heal();
            long healed = System.nanoTime();
            cluster.awaitComplete(NODES, Duration.ofSeconds(40));
            report("complete " + Duration.ofNanos(System.nanoTime() - healed).toMillis() + " ms after healing");
            assertOnePushes("healing", System.nanoTime());
            assertOneGroup();
            cluster.close();
        }
    }

    private static void report(String figures) {
        System.out.println("PushElectionIT " + figures);
    }
}
