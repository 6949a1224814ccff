package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.ScrapeLoop.Scraped;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When groups come and go at a real Pushgateway, with two sidecars that push for their nodes.
 *
 * <p>System property {@code push.frozen.seconds}: how long the Pushgateway is frozen (default 12).
 */
class PushLifeIT {
    private static final int NODES = 2;
    private static final int FROZEN_SECONDS = Integer.getInteger("push.frozen.seconds", 12);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STALE_AFTER = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final String STATS = "/api/v5/prometheus/stats";

    /** Pushes of a sidecar that stand closer together are two for one: arrivals are late by what the machine makes of it. */
    private static final Duration CLOSE = Duration.ofMillis(700);

    private static final List<PageBroker> BROKERS = new ArrayList<>();

    @TempDir
    static Path directory;

    private static PushgatewayProcess gateway;
    private static SidecarCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        gateway = PushgatewayProcess.start(directory);
        for (int i = 0; i < NODES; i++) {
            BROKERS.add(new PageBroker("# TYPE emqx_messages_received counter\nemqx_messages_received 42\n"));
        }
        cluster = SidecarCluster.start(
                NODES,
                i -> BROKERS.get(i).source()
                        + """
                node { name = "broker%d@it" }
                cluster { size = 2 }
                sampling { interval = 500ms, max_age = 100ms }
                gather { timeout = 1s, stale_after = 5s }
                """
                                .formatted(i));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (cluster != null) {
            cluster.close();
        }
        BROKERS.forEach(PageBroker::close);
        if (gateway != null) {
            gateway.close();
        }
    }

    @BeforeEach
    void nobodyPushes() throws Exception {
        for (SidecarProcess sidecar : cluster.all()) {
            if (!sidecar.isAlive()) {
                sidecar.launch();
            }
        }
        cluster.awaitComplete(NODES);
        gateway.killNine();
        gateway.launch();
        put(new JsonObject());
        awaitGroups();
    }

    private static JsonObject pushing() {
        return new JsonObject()
                .put("enable", true)
                .put("url", gateway.url())
                .put("interval", "1s")
                .put("stale_group_after", STALE_AFTER.toSeconds() + "s");
    }

    private static void put(JsonObject push) throws Exception {
        var answer = LonelyPusher.put(cluster.get(0), push);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String group(int i) {
        return "instance=\"broker%1$d~it\",job=\"broker%1$d\"".formatted(i);
    }

    private static void awaitGroups(String... groups) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.groups().keySet())
                .as(cluster.logTails())
                .containsExactlyInAnyOrder(groups));
    }

    /** Trap 36. */
    @Test
    void aGoodStop_takesTheGroupWithIt_andKillNine_leavesItToTheElected_afterTheBound() throws Exception {
        put(pushing());
        awaitGroups(group(0), group(1));

        long exitMillis = cluster.get(1).terminate();
        assertThat(gateway.groups()).as("when the process has ended").containsOnlyKeys(group(0));
        report("SIGTERM: the group is gone, exit after " + exitMillis + " ms");
        assertThat(exitMillis).isLessThan(5_000);

        cluster.get(1).launch();
        awaitGroups(group(0), group(1));
        double deleted = deleted();
        // The oldest, which is elected: who deletes has to be elected first.
        cluster.get(0).killNine();
        long killed = System.nanoTime();
        await().atMost(STALE_AFTER.plus(PATIENCE)).until(() -> !gateway.groups().containsKey(group(0)));
        Duration after = Duration.ofNanos(System.nanoTime() - killed);
        report("kill -9: the group is gone after " + after.toMillis() + " ms; stale_group_after is " + STALE_AFTER);
        assertThat(after).isBetween(STALE_AFTER.minusSeconds(1), STALE_AFTER.plusSeconds(5));
        assertThat(gateway.groups()).containsOnlyKeys(group(1));
        assertThat(deleted()).isEqualTo(deleted + 1);

        cluster.get(0).launch();
        awaitGroups(group(0), group(1));
    }

    private static double deleted() {
        return Samples.of(cluster.get(1).page("/metrics")).get("brokertally_push_groups_deleted_total");
    }

    @Test
    void withoutDeleteOnShutdown_groupsStay() throws Exception {
        put(pushing().put("delete_on_shutdown", false).put("stale_group_after", "0s"));
        awaitGroups(group(0), group(1));

        cluster.get(1).terminate();
        put(pushing().put("enable", false).put("delete_on_shutdown", false));

        assertThat(gateway.groups()).containsOnlyKeys(group(0), group(1));
    }

    @Test
    void switchedOff_anotherGroup_orAnotherMode_leaveNothingBehind_clusterWide() throws Exception {
        put(pushing());
        awaitGroups(group(0), group(1));

        put(pushing().put("job_name", "other/at/${name}"));
        awaitGroups("at=\"broker0\",instance=\"\",job=\"other\"", "at=\"broker1\",instance=\"\",job=\"other\"");

        put(pushing().put("mode", "all_nodes_unaggregated").put("job_name", "all"));
        awaitGroups("instance=\"\",job=\"all\"");

        put(pushing().put("enable", false));
        awaitGroups();
        assertThat(gateway.log()).doesNotContain("level=error");
    }

    @Test
    void changesAtRunTime_actAtOnce_andNeverPushTwiceWithinAnInterval() throws Exception {
        try (RecordingGateway one = new RecordingGateway();
                RecordingGateway other = new RecordingGateway();
                ScrapeLoop loop = new ScrapeLoop(cluster.get(0), STATS)) {
            long changed = System.nanoTime();
            put(pushing().put("url", one.url()));
            List<JsonObject> changes = List.of(
                    pushing().put("url", one.url()).put("job_name", "a/of/${name}"),
                    pushing().put("url", other.url()).put("job_name", "a/of/${name}"),
                    pushing().put("url", other.url()).put("method", "post"),
                    pushing().put("url", one.url()).put("headers", new JsonObject().put("X-A", "b")),
                    pushing().put("url", one.url()).put("gzip", true),
                    pushing().put("url", one.url()).put("endpoints", new JsonArray(List.of("stats", "auth"))));
            for (int i = 0; i < changes.size(); i++) {
                awaitPushOfEach(changed, one, other);
                // Changes come at any moment between two pushes, not in step with them.
                awaitScrapes(loop, loop.answers().size() + i + 1);
                changed = System.nanoTime();
                put(changes.get(i));
            }
            awaitPushOfEach(changed, one, other);
            for (int i = 0; i < NODES; i++) {
                List<Duration> gaps = gaps("broker" + i, one, other);
                assertThat(gaps).hasSizeGreaterThanOrEqualTo(changes.size()).allSatisfy(gap -> assertThat(gap)
                        .isBetween(CLOSE, INTERVAL.multipliedBy(2).plusMillis(500)));
            }
            assertThat(one.deletes()).extracting(RecordedRequest::target).contains("/metrics/job/a/of/broker0");
            assertThat(other.deletes())
                    .extracting(RecordedRequest::target)
                    .contains("/metrics/job/a/of/broker1", "/metrics/job/broker1/instance/broker1~it");
        }
    }

    /** The change meets a push that is under way and stays so for longer than a change waits. */
    @Test
    void aChangeWhileASlowPushIsUnderWay_neverPushesTwiceWithinAnInterval() throws Exception {
        Duration interval = Duration.ofSeconds(5);
        try (RecordingGateway slow = new RecordingGateway();
                ScrapeLoop loop = new ScrapeLoop(cluster.get(0), STATS)) {
            slow.behave(Behaviour.answersAfter(Duration.ofSeconds(3)));
            JsonObject settings = pushing().put("url", slow.url()).put("interval", "5s");
            long start = System.nanoTime();
            put(settings);
            long arrived = slow.awaitPush(start, PATIENCE).atNanos();
            awaitScrapeAt(loop, arrived + Duration.ofSeconds(1).toNanos());
            long changed = System.nanoTime();
            put(settings.put("headers", new JsonObject().put("X-A", "b")));
            awaitPushOfEach(changed, slow);
            awaitPushOfEach(System.nanoTime(), slow);

            assertThat(slow.pushes().get(slow.pushes().size() - 1).headerLines())
                    .contains("X-A: b");
            for (int i = 0; i < NODES; i++) {
                assertThat(gaps("broker" + i, slow))
                        .hasSizeGreaterThanOrEqualTo(2)
                        .allSatisfy(gap -> assertThat(gap)
                                .isGreaterThan(interval.multipliedBy(9).dividedBy(10)));
            }
        }
    }

    private static List<RecordedRequest> pushes(String node, RecordingGateway... gateways) {
        return Arrays.stream(gateways)
                .flatMap(recorder -> recorder.pushes().stream())
                .filter(push -> push.target().contains(node))
                .sorted(Comparator.comparingLong(RecordedRequest::atNanos))
                .toList();
    }

    private static void awaitPushOfEach(long sinceNanos, RecordingGateway... gateways) {
        for (int i = 0; i < NODES; i++) {
            String node = "broker" + i;
            await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> pushes(node, gateways).stream()
                    .anyMatch(push -> push.atNanos() > sinceNanos));
        }
    }

    private static void awaitScrapes(ScrapeLoop loop, int count) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> loop.answers().size() >= count);
    }

    /** Until a scrape is answered that was asked for after this time. */
    private static void awaitScrapeAt(ScrapeLoop loop, long nanos) {
        long left = Math.max(0, nanos - System.nanoTime());
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE.plusNanos(left))
                .until(() -> !loop.since(nanos).isEmpty());
    }

    private static List<Duration> gaps(String node, RecordingGateway... gateways) {
        List<RecordedRequest> pushes = pushes(node, gateways);
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < pushes.size(); i++) {
            gaps.add(
                    Duration.ofNanos(pushes.get(i).atNanos() - pushes.get(i - 1).atNanos()));
        }
        report(node + ": between pushes while settings change "
                + gaps.stream().map(Duration::toMillis).toList() + " ms");
        return gaps;
    }

    @Test
    void aFrozenPushgateway_growsNothing_andBlocksNothing() throws Exception {
        put(pushing());
        awaitGroups(group(0), group(1));
        awaitPushes(3);
        List<Footprint> before = footprints();
        try (ScrapeLoop loop = new ScrapeLoop(cluster.get(0), STATS)) {
            awaitScrapes(loop, 30);
            List<Scraped> well = loop.answers();
            PushNumbers numbers = PushNumbers.of(cluster.get(0));
            long frozen = System.nanoTime();
            gateway.signal("STOP");
            try {
                awaitScrapeAt(loop, frozen + Duration.ofSeconds(FROZEN_SECONDS).toNanos());
                List<Scraped> meanwhile = loop.since(frozen);
                report(ScrapeLoop.figures("before", well));
                report(ScrapeLoop.figures(FROZEN_SECONDS + " s with a frozen Pushgateway", meanwhile));
                assertThat(meanwhile).hasSizeGreaterThan(5 * FROZEN_SECONDS).allSatisfy(one -> assertThat(one.status())
                        .isEqualTo(200));
                assertThat(ScrapeLoop.median(meanwhile)).isLessThanOrEqualTo(2 * ScrapeLoop.median(well) + 5);
                assertFlat(before, footprints());
                assertThat(PushNumbers.of(cluster.get(0)).failuresSince(numbers))
                        .containsOnlyKeys("timeout");

                long exitMillis = cluster.get(1).terminate();
                report("SIGTERM with a frozen Pushgateway: exit after " + exitMillis + " ms");
                assertThat(exitMillis).isLessThan(5_000);
            } finally {
                gateway.signal("CONT");
            }
            long thawed = System.currentTimeMillis();
            await().atMost(PATIENCE).until(() -> PushNumbers.of(cluster.get(0)).lastSuccess() * 1e3 > thawed);
            report("pushed " + (System.currentTimeMillis() - thawed) + " ms after the thaw");
        }
    }

    /** Until every sidecar has begun so many more: what only its first pushes need is there then. */
    private static void awaitPushes(int count) {
        for (SidecarProcess sidecar : cluster.all()) {
            double before = PushNumbers.of(sidecar).attempts();
            await().atMost(PATIENCE).until(() -> PushNumbers.of(sidecar).attempts() >= before + count);
        }
    }

    private static List<Footprint> footprints() throws IOException, InterruptedException {
        List<Footprint> footprints = new ArrayList<>();
        for (SidecarProcess sidecar : cluster.all()) {
            footprints.add(Footprint.of(sidecar));
        }
        return footprints;
    }

    private static void assertFlat(List<Footprint> before, List<Footprint> after) {
        for (int i = 0; i < NODES; i++) {
            report("sidecar " + i + " before: " + before.get(i) + "; at the end: " + after.get(i));
            Footprint then = before.get(i);
            Footprint now = after.get(i);
            assertThat(now.heap() - then.heap()).as("growth of the heap").isLessThan(6e6);
            assertThat(now.direct() - then.direct())
                    .as("growth of direct memory")
                    .isLessThan(4e6);
            assertThat(now.rss() - then.rss()).as("growth of RSS").isLessThan(24e6);
            assertThat(now.threads() - then.threads()).as("more threads").isLessThan(6);
            assertThat(now.connections() - then.connections())
                    .as("more connections")
                    .isLessThanOrEqualTo(3);
        }
    }

    /** How a push stands is shown by every member, of every member. */
    @Test
    void howThePushStands_isShownByAll() throws Exception {
        put(pushing());
        awaitGroups(group(0), group(1));
        awaitStates("pushing");
        gateway.killNine();
        awaitStates("failing");
        assertThat(cluster.get(0).page("/api/v5/nodes")).contains("\"reason\":\"refused\"");
        gateway.launch();
        awaitStates("pushing");
        put(new JsonObject());
        awaitStates("off");
    }

    private static void awaitStates(String state) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.all())
                .allSatisfy(sidecar -> assertThat(states(sidecar)).isEqualTo(Set.of(state))));
    }

    private static Set<String> states(SidecarProcess sidecar) {
        String page = sidecar.page("/api/v5/nodes");
        return new JsonArray(page.isEmpty() ? "[]" : page)
                .stream()
                        .map(JsonObject.class::cast)
                        .map(node -> node.getJsonObject("push"))
                        .map(push -> push == null ? "" : push.getString("state"))
                        .collect(Collectors.toSet());
    }

    private static void report(String figures) {
        System.out.println("PushLifeIT " + figures);
    }
}
