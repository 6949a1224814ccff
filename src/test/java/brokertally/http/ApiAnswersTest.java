package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSettings;
import brokertally.auth.Role;
import brokertally.cluster.LiveConfig;
import brokertally.config.OperatorSettings;
import brokertally.config.PrometheusBlock;
import brokertally.config.Secret;
import brokertally.config.Settings;
import brokertally.config.SettingsException;
import brokertally.config.SettingsInput;
import brokertally.model.PushFailure;
import brokertally.model.PushState;
import brokertally.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server answers is what the OpenAPI document says it answers. */
class ApiAnswersTest {
    private static final String KEYS = "/api/v5/api_key";

    @TempDir
    private Path directory;

    private TestServer server;
    private JsonObject document;

    @BeforeEach
    void start() {
        server = TestServer.start();
        server.basicAuth.set(true);
        document = new JsonObject(server.get("/api-docs").body());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The answer is documented for this operation, its status and its body. */
    private void isAsDocumented(String method, String path, HttpResponse<String> answer) {
        String what = method + " " + path + " " + answer.statusCode() + " " + answer.body();
        JsonObject response = document.getJsonObject("paths")
                .getJsonObject(path)
                .getJsonObject(method.toLowerCase(Locale.ROOT))
                .getJsonObject("responses")
                .getJsonObject(String.valueOf(answer.statusCode()));
        assertThat(response).as(what).isNotNull();
        if (response.containsKey("$ref")) {
            String name = response.getString("$ref").substring("#/components/responses/".length());
            response = document.getJsonObject("components")
                    .getJsonObject("responses")
                    .getJsonObject(name);
        }
        if (!response.containsKey("content")) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("content-type").orElse("");
        JsonObject schema =
                response.getJsonObject("content").getJsonObject(type).getJsonObject("schema");
        assertThat(problems(schema, Json.decodeValue(answer.body()))).as(what).isEmpty();
    }

    private List<String> problems(JsonObject schema, Object value) {
        return SchemaCheck.problems(document, schema, value);
    }

    private static JsonObject reference(String schema) {
        return new JsonObject().put("$ref", "#/components/schemas/" + schema);
    }

    private void answers(int status, String method, String path, String target, String body) {
        HttpResponse<String> answer = body.isEmpty() ? server.send(method, target) : server.json(method, target, body);
        assertThat(answer.statusCode())
                .as(method + " " + target + " " + answer.body())
                .isEqualTo(status);
        isAsDocumented(method, path, answer);
    }

    @Test
    void keys_answerAsDocumented() {
        answers(200, "POST", KEYS, KEYS, "{\"name\":\"a\",\"expired_at\":1900000000,\"role\":\"viewer\"}");
        answers(200, "GET", KEYS, KEYS, "");
        answers(200, "GET", KEYS + "/{name}", KEYS + "/a", "");
        answers(200, "PUT", KEYS + "/{name}", KEYS + "/a", "{\"enable\":false}");
        answers(400, "POST", KEYS, KEYS, "{}");
        answers(404, "GET", KEYS + "/{name}", KEYS + "/none", "");
        answers(409, "DELETE", KEYS + "/{name}", KEYS + "/test-administrator", "");
        answers(204, "DELETE", KEYS + "/{name}", KEYS + "/a", "");
        server.shared.diskFull = true;
        answers(500, "POST", KEYS, KEYS, "{\"name\":\"a\"}");
    }

    @Test
    void prometheus_answersAsDocumented() {
        answers(200, "GET", "/api/v5/prometheus", "/api/v5/prometheus", "");
        Settings.PushGateway push = new Settings.PushGateway(
                true,
                "http://pg:9091",
                Duration.ofSeconds(15),
                "put",
                "j",
                Map.of("Authorization", new Secret("s")),
                "node",
                List.of("stats"),
                TestSettings.PUSH_LIFE,
                TestSettings.PUSH_TRANSPORT);
        Settings.Prometheus all = new Settings.Prometheus(true, push, Map.of("vm_dist", true, "mnesia", false));

        assertThat(problems(reference("Prometheus"), new JsonObject(PrometheusBlock.toJson(all))))
                .isEmpty();
    }

    @Test
    void reload_answersAsDocumented() throws IOException {
        answers(403, "POST", "/-/reload", "/-/reload", "");
        server.reload.set(Optional.of(Future.succeededFuture(
                new LiveConfig.Reloaded(Set.of("log.level", "http.port"), Set.of("http.port")))));
        answers(200, "POST", "/-/reload", "/-/reload", "");
        server.reload.set(Optional.of(Future.failedFuture(wrong())));
        answers(500, "POST", "/-/reload", "/-/reload", "");
    }

    private SettingsException wrong() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.conf"), "http.port = many\n");
        try {
            OperatorSettings.read(SettingsInput.of(file, Map.of())).load();
            throw new AssertionError("it is wrong");
        } catch (SettingsException e) {
            return e;
        }
    }

    @Test
    void members_answerAsDocumented() {
        server.members.add(TestServer.member("emqx@a", Reason.NONE, true));
        server.members.add(TestServer.member("emqx@b", Reason.TIMEOUT, false));
        server.members.add(TestServer.pushing(Optional.empty()));
        for (PushState.Kind kind : PushState.Kind.values()) {
            if (kind != PushState.Kind.FAILING) {
                server.members.add(TestServer.pushing(Optional.of(new PushState(kind, Optional.empty(), 1))));
            }
        }
        for (PushFailure why : PushFailure.values()) {
            PushState failing = new PushState(PushState.Kind.FAILING, Optional.of(why), 0);
            server.members.add(TestServer.pushing(Optional.of(failing)));
        }

        answers(200, "GET", "/api/v5/nodes", "/api/v5/nodes", "");
        answers(200, "GET", "/api/v5/prometheus/sd", "/api/v5/prometheus/sd", "");
        String explain = "/api/v5/prometheus/explain";
        answers(200, "GET", explain, explain + "?family=a", "");
    }

    @Test
    void errors_areAsDocumented() {
        String stats = "/api/v5/prometheus/stats";
        answers(400, "GET", stats, stats + "?mode=sum", "");
        isAsDocumented("GET", stats, server.get(stats, "Authorization", TestServer.NOBODY));
        isAsDocumented("GET", stats, server.get(stats, "Authorization", TestServer.basic("a", "b")));
        String viewer = TestServer.basic(server.key("viewer", Role.VIEWER));
        isAsDocumented("GET", KEYS, server.get(KEYS, "Authorization", viewer));
        isAsDocumented("POST", KEYS, server.send("POST", KEYS));
        isAsDocumented("POST", KEYS, server.json("POST", KEYS, "x".repeat(JsonBody.MAX_BYTES + 1)));
        for (HttpResponse<String> answer : List.of(server.get("/none"), server.send("PATCH", KEYS))) {
            assertThat(problems(reference("Error"), new JsonObject(answer.body())))
                    .as(answer.body())
                    .isEmpty();
        }
    }

    @Test
    void everyObject_saysWhichPropertiesItHas() {
        List<String> open = new ArrayList<>();
        document.getJsonObject("components").getJsonObject("schemas").forEach(schema -> {
            if (!((JsonObject) schema.getValue()).containsKey("additionalProperties")) {
                open.add(schema.getKey());
            }
        });

        assertThat(open).isEmpty();
    }

    @Test
    void checker_seesWhatIsMissing_unknown_andOfAnotherType() {
        JsonObject schema = reference("Reloaded");

        assertThat(problems(schema, new JsonObject().put("restart_needed", new JsonArray())))
                .containsExactly(
                        "$: changed is missing", "$: need_restart is missing", "$: restart_needed is not documented");
        assertThat(problems(schema, new JsonObject("{\"changed\":[1],\"need_restart\":\"\"}")))
                .containsExactly("$.changed[]: 1 is no string", "$.need_restart:  is no array");
        assertThat(problems(reference("Error"), new JsonObject("{\"code\":\"X\",\"message\":null}")))
                .hasSize(2);
    }
}
