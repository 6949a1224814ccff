package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings;
import brokertally.model.Measure;
import brokertally.model.PushState;
import brokertally.scrape.Answer;
import brokertally.scrape.ScrapeRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PusherTest {
    private static final String GROUP = "/metrics/job/emqx/instance/emqx~127.0.0.1";
    private static final String CLUSTER = "/metrics/job/c/instance/c~cluster";

    private final Vertx vertx = Vertx.vertx();
    private final FakeStanding standing = new FakeStanding();
    private final List<ScrapeRequest> asked = new CopyOnWriteArrayList<>();
    private volatile Settings.PushGateway settings;
    private volatile Answer answer = new Page("a 1\n");
    private Context loop;
    private GatewayServer gateway;
    private Pusher pusher;

    private static final class FakeStanding implements Standing {
        private volatile boolean elected;
        private volatile boolean alone;
        private volatile Set<String> gone = Set.of();
        private volatile Set<String> others = Set.of();
        private volatile String node = "emqx@127.0.0.1";

        @Override
        public String node() {
            return node;
        }

        @Override
        public boolean isElected() {
            return elected;
        }

        @Override
        public boolean isAlone() {
            return alone;
        }

        @Override
        public Set<String> present() {
            Set<String> all = new HashSet<>(others);
            all.add(node);
            return all;
        }

        @Override
        public Set<String> gone(Duration since) {
            return gone;
        }
    }

    private record Page(String body) implements Answer.Page {
        @Override
        public Buffer text() {
            return Buffer.buffer(body);
        }

        @Override
        public Future<Buffer> gzip() {
            return Future.succeededFuture(Buffer.buffer("zipped " + body));
        }
    }

    @BeforeEach
    void open() throws Exception {
        gateway = new GatewayServer(vertx);
        settings = PushSettings.off(gateway.url());
        loop = vertx.getOrCreateContext();
        ScrapeRequest.Policy policy = new ScrapeRequest.Policy(Settings.Counters.MONOTONE, Settings.Partial.ALLOW);
        Pages pages = new Pages(
                request -> {
                    asked.add(request);
                    return Future.succeededFuture(answer);
                },
                policy,
                1_000);
        pusher = new Pusher(vertx, new Pusher.Deps(pages, standing, () -> settings, "c", "1.2.3"));
        onLoop(() -> {
            pusher.begin();
            return true;
        });
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return Future.<T>future(promise -> loop.runOnContext(v -> {
                    try {
                        promise.complete(action.call());
                    } catch (Exception e) {
                        promise.fail(e);
                    }
                }))
                .await(10, TimeUnit.SECONDS);
    }

    private void use(Settings.PushGateway next) throws Exception {
        settings = next;
        onLoop(() -> {
            pusher.changed();
            return true;
        });
    }

    private void end() throws Exception {
        Future.<Void>future(promise -> loop.runOnContext(v -> pusher.end().onComplete(promise)))
                .await(10, TimeUnit.SECONDS);
    }

    private void farewell() throws Exception {
        Future.<Void>future(promise -> loop.runOnContext(v -> pusher.farewell().onComplete(promise)))
                .await(10, TimeUnit.SECONDS);
    }

    private void awaitPaths(String method, String... paths) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(gateway.paths(method))
                .contains(paths));
    }

    private PushState state() throws Exception {
        return onLoop(pusher::state);
    }

    private double measure(String name, String labels) throws Exception {
        return onLoop(pusher::measures).stream()
                .filter(measure ->
                        measure.name().equals(name) && measure.labels().equals(labels))
                .mapToDouble(Measure::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void switchedOff_pushesNothing() throws Exception {
        assertThat(state()).isEqualTo(PushState.OFF);
        assertThat(measure("brokertally_push_attempts_total", "")).isZero();
        assertThat(measure("brokertally_push_last_success_timestamp_seconds", ""))
                .isNaN();
    }

    @Test
    void switchedOn_pushesThePage_andOff_deletesTheGroup() throws Exception {
        use(PushSettings.on(gateway.url()));
        assertThat(state().kind()).isEqualTo(PushState.Kind.WAITING);
        awaitPaths("PUT", GROUP);

        assertThat(gateway.taken.get(0).body()).isEqualTo("a 1\n");
        assertThat(gateway.taken.get(0).headers().get("x-scope-orgid")).isEqualTo("tenant 1");
        Awaitility.await().until(() -> state().kind() == PushState.Kind.PUSHING);

        use(PushSettings.off(gateway.url()));
        awaitPaths("DELETE", GROUP);
        assertThat(state()).isEqualTo(PushState.OFF);
        assertThat(measure("brokertally_push_groups_deleted_total", "")).isEqualTo(1);
    }

    @Test
    void theSameSettings_areNoChange() throws Exception {
        use(PushSettings.on(gateway.url()));
        awaitPaths("PUT", GROUP);
        gateway.answers(request -> {}); // a change would give this one up, and count it as no failure
        int pushes = gateway.paths("PUT").size();
        Awaitility.await().until(() -> gateway.paths("PUT").size() > pushes);
        use(PushSettings.on(gateway.url()));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> measure("brokertally_push_failures_total", "reason=\"timeout\"") == 1);
    }

    @Test
    void anotherJobName_deletesTheGroupBefore_onceTheNewOneIsThere() throws Exception {
        use(PushSettings.on(gateway.url()));
        awaitPaths("PUT", GROUP);
        use(PushSettings.jobName(gateway.url(), "other/x/${name}"));

        awaitPaths("DELETE", GROUP);
        assertThat(gateway.paths("DELETE")).containsExactly(GROUP);
        assertThat(gateway.taken.indexOf(first("PUT", "/metrics/job/other/x/emqx")))
                .isBetween(1, gateway.taken.indexOf(first("DELETE", GROUP)));
    }

    private GatewayServer.Taken first(String method, String path) {
        return gateway.taken.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anotherGateway_hasTheGroupBeforeDeletedAtOnce() throws Exception {
        use(PushSettings.on(gateway.url()));
        awaitPaths("PUT", GROUP);
        try (GatewayServer other = new GatewayServer(vertx)) {
            use(PushSettings.on(other.url()));

            awaitPaths("DELETE", GROUP);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(other.paths("PUT")).contains(GROUP));
            assertThat(other.paths("DELETE")).isEmpty();
        }
    }

    @Test
    void onAndOffInQuickSeries_endsWithoutTheGroup() throws Exception {
        use(PushSettings.on(gateway.url()));
        awaitPaths("PUT", GROUP);
        gateway.answers(request -> {}); // the first DELETE hangs until the push is on again
        use(PushSettings.off(gateway.url()));
        use(PushSettings.on(gateway.url()));
        gateway.answers(200, "");
        use(PushSettings.off(gateway.url()));

        Awaitility.await().untilAsserted(() -> assertThat(gateway.taken.get(gateway.taken.size() - 1))
                .hasToString("DELETE " + GROUP));
        Awaitility.await().until(() -> measure("brokertally_push_groups_deleted_total", "") >= 1);
    }

    @Test
    void aGroupThatANodeSharesWithTheOwn_isLeftToIt() throws Exception {
        standing.others = Set.of("b@h");
        use(PushSettings.jobName(gateway.url(), "all"));
        awaitPaths("PUT", "/metrics/job/all");
        end();
        assertThat(gateway.paths("DELETE")).isEmpty();

        standing.others = Set.of();
        standing.alone = true;
        farewell();
        assertThat(gateway.paths("DELETE")).containsExactly("/metrics/job/all");
    }

    @Test
    void aStopBeforeTheFirstPush_deletesWhatAnEarlierLifeMayHaveLeft_once() throws Exception {
        standing.alone = true;
        use(PushSettings.on(gateway.url()));
        end();
        farewell();

        assertThat(gateway.taken).hasToString("[DELETE " + GROUP + "]");
    }

    @Test
    void switchedOffWithoutDeletion_theGroupStays_evenAtTheEnd() throws Exception {
        use(PushSettings.keeping(gateway.url()));
        awaitPaths("PUT", GROUP);
        use(PushSettings.off(gateway.url()));
        end();

        assertThat(gateway.paths("DELETE")).isEmpty();
    }

    /** What was sent and not answered may be taken in behind the deletion. */
    @Test
    void aPushThatWasGivenUp_hasItsGroupDeletedTwice() throws Exception {
        use(PushSettings.on(gateway.url()));
        gateway.answers(request -> {
            if (request.method().equals(HttpMethod.DELETE)) {
                request.response().end();
            }
        });
        awaitPaths("PUT", GROUP);
        use(PushSettings.off(gateway.url()));

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(gateway.paths("DELETE"))
                .containsExactly(GROUP, GROUP));
        Awaitility.await().until(() -> measure("brokertally_push_groups_deleted_total", "") == 1);
    }

    @Test
    void aDeletionThatFails_holdsNoOtherUp() throws Exception {
        use(PushSettings.jobName(gateway.url(), "a/x/${name}"));
        awaitPaths("PUT", "/metrics/job/a/x/emqx");
        gateway.answers(request -> request.response()
                .setStatusCode(request.path().contains("/a/") ? 500 : 200)
                .end());
        use(PushSettings.jobName(gateway.url(), "b/x/${name}"));
        awaitPaths("DELETE", "/metrics/job/a/x/emqx");
        use(PushSettings.jobName(gateway.url(), "c/x/${name}"));

        Awaitility.await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> assertThat(gateway.paths("DELETE"))
                .contains("/metrics/job/b/x/emqx"));
        gateway.answers(200, "");
        end();
        assertThat(gateway.paths("DELETE").subList(2, 4))
                .as("each is tried at the end")
                .containsExactlyInAnyOrder("/metrics/job/a/x/emqx", "/metrics/job/c/x/emqx");
    }

    @Test
    void aNodeThatCameBack_keepsItsGroup_thoughItWasToBeDeleted() throws Exception {
        standing.elected = true;
        standing.gone = Set.of("gone@h");
        gateway.answers(request -> {
            boolean push = request.method().equals(HttpMethod.PUT);
            standing.gone = push ? standing.gone : Set.of();
            request.response().setStatusCode(push ? 200 : 500).end();
        });
        use(PushSettings.on(gateway.url()));
        awaitPaths("DELETE", "/metrics/job/gone/instance/gone~h");
        gateway.answers(200, "");
        int pushes = gateway.paths("PUT").size();

        Awaitility.await().until(() -> gateway.paths("PUT").size() > pushes + 3);
        assertThat(gateway.paths("DELETE")).hasSize(1);
    }

    @Test
    void groupsOfNodesThatAreGone_areDeleted_whateverBecomesOfTheOwnPush() throws Exception {
        standing.elected = true;
        standing.gone = Set.of("gone@h");
        answer = new Answer.Starting();
        use(PushSettings.on(gateway.url()));

        awaitPaths("DELETE", "/metrics/job/gone/instance/gone~h");
        assertThat(gateway.paths("PUT")).isEmpty();
    }

    @Test
    void anotherNameOfTheNode_deletesTheGroupBefore() throws Exception {
        use(PushSettings.on(gateway.url()));
        awaitPaths("PUT", GROUP);
        standing.node = "b@h";

        awaitPaths("PUT", "/metrics/job/b/instance/b~h");
        awaitPaths("DELETE", GROUP);
    }

    @Test
    void gzip_isSentAsTheScrapersGetIt() throws Exception {
        use(PushSettings.gzip(gateway.url()));
        awaitPaths("PUT", GROUP);

        assertThat(gateway.taken.get(0).body()).isEqualTo("zipped a 1\n");
        assertThat(gateway.taken.get(0).headers().get("content-encoding")).isEqualTo("gzip");
    }

    @Test
    void withoutAPage_nothingIsSent_andItIsCounted() throws Exception {
        answer = new Answer.Starting();
        use(PushSettings.on(gateway.url()));

        Awaitility.await().until(() -> measure("brokertally_push_failures_total", "reason=\"no_page\"") > 0);
        assertThat(gateway.taken).isEmpty();
        assertThat(state().kind()).isEqualTo(PushState.Kind.FAILING);
        answer = new Page("b 2\n");
        awaitPaths("PUT", GROUP);
    }

    @Test
    void viewsOfTheCluster_arePushedByTheElectedOneOnly() throws Exception {
        use(PushSettings.mode(gateway.url(), "all_nodes_aggregated"));
        Awaitility.await().until(() -> state().kind() == PushState.Kind.STANDBY);
        assertThat(gateway.taken).isEmpty();

        standing.elected = true;
        awaitPaths("PUT", CLUSTER);
        standing.elected = false;
        Awaitility.await().until(() -> state().kind() == PushState.Kind.STANDBY);
        assertThat(gateway.paths("DELETE"))
                .as("another one goes on with the group")
                .isEmpty();
        end();
        assertThat(gateway.paths("DELETE")).isEmpty();
    }

    @Test
    void fromNodeToCluster_eachDeletesItsOwnGroup() throws Exception {
        use(PushSettings.on(gateway.url()));
        awaitPaths("PUT", GROUP);
        use(PushSettings.mode(gateway.url(), "all_nodes_unaggregated"));

        awaitPaths("DELETE", GROUP);
        Awaitility.await().until(() -> state().kind() == PushState.Kind.STANDBY);
        assertThat(gateway.paths("PUT")).containsOnly(GROUP);
    }

    @Test
    void groupsOfNodesThatAreGone_areDeletedByTheElectedOneOnly() throws Exception {
        standing.gone = Set.of("gone@h", "emqx@127.0.0.1");
        use(PushSettings.on(gateway.url()));
        Awaitility.await().until(() -> gateway.paths("PUT").size() > 4);
        assertThat(gateway.paths("DELETE")).isEmpty();

        standing.elected = true;
        awaitPaths("DELETE", "/metrics/job/gone/instance/gone~h");
        int pushes = gateway.paths("PUT").size();
        Awaitility.await().until(() -> gateway.paths("PUT").size() > pushes + 2);
        assertThat(gateway.paths("DELETE")).as("once, and never its own").hasSize(1);
    }

    @Test
    void theEnd_deletesTheOwnGroup_andPushesNoMore() throws Exception {
        use(PushSettings.on(gateway.url()));
        awaitPaths("PUT", GROUP);
        end();

        assertThat(gateway.taken.get(gateway.taken.size() - 1)).hasToString("DELETE " + GROUP);
        use(PushSettings.jobName(gateway.url(), "other"));
        double attempts = measure("brokertally_push_attempts_total", "");
        CompletableFuture<Long> twoIntervalsLater = new CompletableFuture<>();
        vertx.setTimer(500, twoIntervalsLater::complete);
        twoIntervalsLater.get(10, TimeUnit.SECONDS);
        assertThat(measure("brokertally_push_attempts_total", "")).isEqualTo(attempts);
        assertThat(gateway.taken.get(gateway.taken.size() - 1)).hasToString("DELETE " + GROUP);
    }

    @Test
    void theLastOne_deletesTheGroupOfTheCluster_whoeverPushedIt() throws Exception {
        use(PushSettings.mode(gateway.url(), "all_nodes_aggregated"));
        Awaitility.await().until(() -> state().kind() == PushState.Kind.STANDBY);
        end();
        assertThat(gateway.taken).isEmpty();
        standing.alone = true;
        farewell();

        assertThat(gateway.paths("DELETE")).containsExactly(CLUSTER);
    }

    @Test
    void whoIsNotTheLast_leavesTheGroupOfTheCluster() throws Exception {
        standing.elected = true;
        use(PushSettings.mode(gateway.url(), "all_nodes_aggregated"));
        awaitPaths("PUT", CLUSTER);
        end();
        farewell();

        assertThat(gateway.paths("DELETE")).isEmpty();
    }

    @Test
    void theEnd_waitsForNobodyLong() throws Exception {
        use(PushSettings.on(gateway.url()));
        gateway.answers(request -> {});
        awaitPaths("PUT", GROUP);
        long before = System.nanoTime();
        end();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aChange_givesUpWhatIsUnderWay() throws Exception {
        use(PushSettings.on(gateway.url()));
        gateway.answers(request -> {});
        awaitPaths("PUT", GROUP);
        try (GatewayServer other = new GatewayServer(vertx)) {
            use(PushSettings.on(other.url()));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(other.paths("PUT")).contains(GROUP));
            awaitPaths("DELETE", GROUP);
            assertThat(measure("brokertally_push_failures_total", "reason=\"failed\""))
                    .as("given up is no failure")
                    .isZero();
        }
    }
}
