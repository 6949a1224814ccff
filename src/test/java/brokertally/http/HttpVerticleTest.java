package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.PushFailure;
import brokertally.model.PushState;
import brokertally.model.Reason;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpVerticleTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.scraper.asked.clear();
        server.members.clear();
        server.ready.set(true);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v5/prometheus/stats",
        "PUT, /metrics",
        "DELETE, /api/v5/nodes",
        "PATCH, /",
        "OPTIONS, /-/ready",
        "BREW, /metrics"
    })
    void otherMethods_are405WithAllow(String method, String path) {
        HttpResponse<String> response = server.send(method, path);

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(server.scraper.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/api/v5/prometheus/bogus?mode=node",
                "/api/v5/prometheus/stats/x",
                "/api/v5/prometheus/STATS",
                "/metrics.json",
                "/.git/config",
                "/%2e%2e/%2e%2e/etc/passwd",
            })
    void unknownPaths_are404Json_andRunNoCollection(String path) {
        HttpResponse<String> response = server.get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("NOT_FOUND");
        assertThat(server.scraper.asked).isEmpty();
    }

    @Test
    void nodes_tellsWhatIsKnownOfEveryMember() {
        server.members.add(TestServer.member("emqx@a", Reason.NONE, true));
        server.members.add(TestServer.member("emqx@b", Reason.TIMEOUT, false));

        HttpResponse<String> response = server.get("/api/v5/nodes");

        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonArray nodes = new JsonArray(response.body());
        JsonObject first = nodes.getJsonObject(0);
        assertThat(first.getLong("uptime")).isPositive();
        first.remove("uptime");
        assertThat(first)
                .isEqualTo(new JsonObject()
                        .put("node", "emqx@a")
                        .put("node_status", "running")
                        .put("reason", "none")
                        .put("self", true)
                        .put("member", "member-of-emqx@a")
                        .put("address", "127.0.0.1:18090")
                        .put("version", "1.2.3")
                        .put(
                                "broker",
                                new JsonObject()
                                        .put("kind", "emqx")
                                        .put("version", "5.8.9")
                                        .put("up", true)
                                        .put("reason", "none"))
                        .put("push", push("off", null, null))
                        .put("age_seconds", 1.5)
                        .put("sequence", 42)
                        .put("series", 305)
                        .put("incarnation", "2023-11-14T22:13:20Z"));
        assertThat(nodes.getJsonObject(1).getString("node_status")).isEqualTo("late");
    }

    @Test
    void nodes_beforeTheFirstSample_inventsNoNumber() {
        server.members.add(TestServer.pushing(Optional.of(PushState.OFF)));

        JsonObject node = new JsonArray(server.get("/api/v5/nodes").body()).getJsonObject(0);

        for (String key : List.of("age_seconds", "sequence", "series", "incarnation", "uptime")) {
            assertThat(node.containsKey(key)).isTrue();
            assertThat(node.getValue(key)).isNull();
        }
    }

    private static JsonObject push(String state, String reason, String lastSuccess) {
        return new JsonObject().put("state", state).put("reason", reason).put("last_success", lastSuccess);
    }

    @Test
    void nodes_tellsHowEveryPushStands() {
        PushState.Kind waiting = PushState.Kind.WAITING;
        PushState.Kind failing = PushState.Kind.FAILING;
        server.members.add(TestServer.pushing(Optional.empty()));
        server.members.add(TestServer.pushing(Optional.of(new PushState(waiting, Optional.empty(), 0))));
        server.members.add(TestServer.pushing(
                Optional.of(new PushState(failing, Optional.of(PushFailure.SERVER_ERROR), 1_700_000_000_000L))));

        JsonArray nodes = new JsonArray(server.get("/api/v5/nodes").body());

        assertThat(nodes.stream().map(node -> ((JsonObject) node).getJsonObject("push")))
                .containsExactly(
                        push(null, null, null),
                        push("waiting", null, null),
                        push("failing", "server_error", "2023-11-14T22:13:20Z"));
        assertThat(server.get("/").body())
                .contains("<td>–</td></tr>", "<td>waiting</td></tr>", "<td>failing: server_error</td></tr>");
    }

    @Test
    void discovery_listsMembersThatAreThere() {
        server.members.add(TestServer.member("emqx@a", Reason.NONE, true));
        server.members.add(TestServer.member("emqx@b", Reason.LOST, false));

        HttpResponse<String> response = server.get("/api/v5/prometheus/sd");

        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(new JsonArray(response.body()))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("targets", new JsonArray().add("127.0.0.1:18090"))
                                .put(
                                        "labels",
                                        new JsonObject()
                                                .put("__meta_mqtt_node", "emqx@a")
                                                .put("__meta_mqtt_member", "member-of-emqx@a")
                                                .put("__meta_mqtt_broker_kind", "emqx")
                                                .put("__meta_mqtt_broker_version", "5.8.9"))));
    }

    @Test
    void discovery_leavesOutMembersWhosePortIsNotKnown() {
        server.members.add(TestServer.memberAt("127.0.0.1:0", "emqx@a", Reason.NONE, true));

        assertThat(server.get("/api/v5/prometheus/sd").body()).isEqualTo("[]");
    }

    @Test
    void discovery_withoutMembers_isAnEmptyList() {
        assertThat(server.get("/api/v5/prometheus/sd").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/-/healthy", "/live"})
    void healthy_alwaysWhenItAnswers(String path) {
        server.ready.set(false);

        assertThat(server.get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/-/ready", "/ready"})
    void ready_asTheSidecarSays(String path) {
        assertThat(server.get(path).statusCode()).isEqualTo(200);

        server.ready.set(false);

        assertThat(server.get(path).statusCode()).isEqualTo(503);
    }

    @Test
    void landing_listsMembersEscaped_andNeedsNoScript() {
        server.members.add(TestServer.member("<script>alert(1)</script>\"'&", Reason.NONE, true));

        HttpResponse<String> response = server.get("/");

        assertThat(response.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(response.body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;")
                .contains("1.2.3")
                .doesNotContain("<script")
                .doesNotContain("{{")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    @Test
    void landing_linksLeadSomewhere() {
        String page = server.get("/").body();
        List<String> links = java.util.regex.Pattern.compile("href=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(links).hasSizeGreaterThan(10);
        assertThat(links)
                .allSatisfy(link ->
                        assertThat(server.get("/" + link).statusCode()).as(link).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/metrics",
                "/nothing",
                "/api/v5/prometheus/stats",
                "/api/v5/prometheus/stats?mode=x",
                "/live"
            })
    void everyAnswer_hasTheProtectingHeaders(String path) {
        HttpResponse<String> response = server.get(path);

        assertThat(response.headers().firstValue("content-security-policy")).hasValueSatisfying(csp -> assertThat(csp)
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe"));
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(response.headers().firstValue("x-frame-options")).contains("DENY");
        assertThat(response.headers().firstValue("content-length"))
                .contains(Integer.toString(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8).length));
    }
}
