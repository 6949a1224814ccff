package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.auth.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysHandlerTest {
    private static final String KEYS = "/api/v5/api_key";

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start();
        server.basicAuth.set(true);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonObject made(String body) {
        HttpResponse<String> response = server.json("POST", KEYS, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        return new JsonObject(response.body());
    }

    @Test
    void create_showsTheSecretOnce_andItWorks() {
        JsonObject made = made("{\"name\":\"prometheus\",\"desc\":\"Note\",\"enable\":true,\"role\":\"viewer\","
                + "\"expired_at\":\"2027-12-05T02:01:34.186Z\"}");

        String secret = made.getString("api_secret");
        assertThat(made.getString("name")).isEqualTo("prometheus");
        assertThat(made.getString("desc")).isEqualTo("Note");
        assertThat(made.getString("role")).isEqualTo("viewer");
        assertThat(made.getString("source")).isEqualTo("api");
        assertThat(made.getString("expired_at")).isEqualTo("2027-12-05T02:01:34Z");
        assertThat(made.getString("created_at")).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(made.getBoolean("enable")).isTrue();
        assertThat(made.getBoolean("expired")).isFalse();
        String basic = TestServer.basic(made.getString("api_key"), secret);
        assertThat(server.get("/api/v5/prometheus/stats", "Authorization", basic)
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get(KEYS).body()).contains("prometheus").doesNotContain(secret);
        assertThat(server.get(KEYS + "/prometheus").body())
                .doesNotContain(secret)
                .doesNotContain("api_secret");
        assertThat(server.json("PUT", KEYS + "/prometheus", "{\"desc\":\"x\"}").body())
                .doesNotContain(secret)
                .doesNotContain("api_secret");
    }

    @Test
    void defaults_areEmqxs() {
        JsonObject made = made("{\"name\":\"a\"}");

        assertThat(made.getString("role")).isEqualTo("administrator");
        assertThat(made.getBoolean("enable")).isTrue();
        assertThat(made.getString("expired_at")).isEqualTo("infinity");
        assertThat(made.getString("desc")).isEmpty();
    }

    @Test
    void change_leavesTheRestAsItIs() {
        made("{\"name\":\"a\",\"role\":\"viewer\",\"desc\":\"d\",\"expired_at\":1900000000}");

        JsonObject changed = new JsonObject(
                server.json("PUT", KEYS + "/a", "{\"enable\":false}").body());

        assertThat(changed.getBoolean("enable")).isFalse();
        assertThat(changed.getString("role")).isEqualTo("viewer");
        assertThat(changed.getString("desc")).isEqualTo("d");
        assertThat(changed.getString("expired_at")).isEqualTo("2030-03-17T17:46:40Z");
        assertThat(new JsonObject(server.get(KEYS + "/a").body())).isEqualTo(changed);
    }

    @Test
    void list_isByName_andAnArrayAsInEmqx() {
        made("{\"name\":\"b\"}");
        made("{\"name\":\"a\"}");

        JsonArray all = new JsonArray(server.get(KEYS).body());

        assertThat(all.stream().map(key -> ((JsonObject) key).getString("name")))
                .containsExactly("a", "b", "test-administrator");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|the body is not a JSON object",
                "[]|the body is not a JSON object",
                "|the body is not a JSON object",
                "null|the body is not a JSON object",
                "{}|name: missing",
                "{\"name\":1}|name: '1' is not a text",
                "{\"name\":\"1a\"}|name: '1a' is not of the form",
                "{\"name\":\"a/b\"}|name: 'a/b' is not of the form",
                "{\"name\":\"from_bootstrap_file_x\"}|is for keys of a bootstrap file",
                "{\"name\":\"a\",\"enable\":\"yes\"}|enable: 'yes' is neither true nor false",
                "{\"name\":\"a\",\"role\":\"publisher\"}|role: 'publisher' is neither administrator nor viewer",
                "{\"name\":\"a\",\"role\":{}}|role: an object is not a text",
                "{\"name\":\"a\",\"expired_at\":\"soon\"}|expired_at: 'soon' is not a time such as 2027",
                "{\"name\":\"a\",\"expired_at\":true}|expired_at: 'true' is not a time such as 2027",
                "{\"name\":\"a\",\"expired_at\":null}|expired_at: 'null' is not a time such as 2027",
                "{\"name\":\"a\",\"expired_at\":1.5}|expired_at: '1.5' is not a time such as 2027",
                "{\"name\":\"a\",\"expired_at\":99999999999999999}|expired_at: '99999999999999999' is not a time",
                "{\"name\":\"a\",\"expired_at\":\"2026-11-22T11:59:59Z\"}|is in the past; give a time after 2026-11-22",
                "{\"name\":\"a\",\"expired_at\":1}|expired_at: '1' is in the past",
                "{\"name\":\"a\",\"desc\":\"x\",\"description\":\"y\"}|desc and description are one",
                "{\"name\":\"a\",\"api_secret\":\"mine\"}|'api_secret': not known",
                "{\"name\":\"test-administrator\"}|'test-administrator' exists"
            })
    void wrongBodies_are400_andSaidWhy(String body, String message) {
        HttpResponse<String> response = server.json("POST", KEYS, body == null ? "" : body);

        assertThat(response.statusCode()).isEqualTo(400);
        JsonObject error = new JsonObject(response.body());
        assertThat(error.getString("code")).isEqualTo("BAD_REQUEST");
        assertThat(error.getString("message")).contains(message);
        assertThat(server.shared.entries).hasSize(1);
    }

    @Test
    void allMistakes_areToldAtOnce_butNoSecret() {
        String mistakes = "\"enable\":\"on\",\"role\":\"root\",\"expired_at\":\"never\",\"api_secret\":\"mine\"";

        String created =
                server.json("POST", KEYS, "{\"name\":\"1\"," + mistakes + "}").body();
        String changed = server.json("PUT", KEYS + "/test-administrator", "{" + mistakes + "}")
                .body();

        assertThat(new JsonObject(created).getString("message").lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("name: '1'"),
                        line -> assertThat(line).startsWith("enable: 'on'"),
                        line -> assertThat(line).startsWith("role: 'root'"),
                        line -> assertThat(line)
                                .startsWith("expired_at: 'never'")
                                .contains("RFC 3339", "infinity"),
                        line -> assertThat(line).startsWith("'api_secret': not known"));
        assertThat(new JsonObject(changed).getString("message").lines()).hasSize(4);
        assertThat(created + changed).doesNotContain("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"enable\":false}", "{\"role\":\"viewer\"}", "{\"expired_at\":1}", ""})
    void lastAdministrator_isNotDisabled_demoted_expiredOrDeleted(String change) {
        made("{\"name\":\"viewer\",\"role\":\"viewer\"}");
        made("{\"name\":\"off\",\"enable\":false}");
        made("{\"name\":\"ended\",\"expired_at\":\"2026-11-22T12:00:05Z\"}");
        server.now.set(Instant.parse("2026-11-22T12:00:06Z"));

        HttpResponse<String> refused = changed("test-administrator", change);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("CONFLICT");
        assertThat(refused.body()).contains("'test-administrator' is the last administrator; make another first");
        assertThat(changed("off", change).statusCode())
                .as("no administrator is lost")
                .isLessThan(300);
        assertThat(changed("test-administrator", "{\"desc\":\"mine\"}").statusCode())
                .isEqualTo(200);

        made("{\"name\":\"second\"}");
        assertThat(changed("test-administrator", change).statusCode()).isLessThan(300);
    }

    private HttpResponse<String> changed(String name, String change) {
        String path = KEYS + "/" + name;
        return change.isEmpty() ? server.send("DELETE", path) : server.json("PUT", path, change);
    }

    @Test
    void unknownName_is404() {
        assertThat(server.get(KEYS + "/none").statusCode()).isEqualTo(404);
        assertThat(server.json("PUT", KEYS + "/none", "{}").statusCode()).isEqualTo(404);
        HttpResponse<String> deleted = server.send("DELETE", KEYS + "/none");
        assertThat(deleted.statusCode()).isEqualTo(404);
        assertThat(deleted.body()).isEqualTo("{\"code\":\"NOT_FOUND\",\"message\":\"Name NOT FOUND\"}");
    }

    @Test
    void hundredKeys_areTheMost_untilOneIsDeleted() {
        for (int i = 1; i < ApiKeys.MAX_KEYS; i++) {
            server.key("k" + i, Role.VIEWER);
        }
        HttpResponse<String> response = server.json("POST", KEYS, "{\"name\":\"last\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("there are 100 keys, which is the most");

        assertThat(server.send("DELETE", KEYS + "/k1").statusCode()).isEqualTo(204);
        made("{\"name\":\"last\"}");
    }

    @Test
    void fullDisk_is500WithTheReason_andNothingHasChanged() {
        made("{\"name\":\"second\"}");
        server.shared.diskFull = true;

        HttpResponse<String> response = server.json("POST", KEYS, "{\"name\":\"a\"}");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("nothing was changed: No space left on device");
        assertThat(server.get(KEYS + "/a").statusCode()).isEqualTo(404);
        assertThat(server.send("DELETE", KEYS + "/test-administrator").statusCode())
                .isEqualTo(500);
        assertThat(server.get(KEYS).statusCode()).isEqualTo(200);
    }

    @Test
    void unreadableEntry_isRefused_counted_andCanBeDeleted() {
        byte[] newer = server.shared.entries.get("api_key/test-administrator").clone();
        newer[2] = 9;
        server.shared.change("api_key/newer", newer);

        assertThat(server.get(KEYS).body()).doesNotContain("newer");
        assertThat(server.get("/metrics").body()).contains("brokertally_api_keys_unreadable 1\n");
        assertThat(server.json("POST", KEYS, "{\"name\":\"newer\"}").statusCode())
                .isEqualTo(400);
        assertThat(server.send("DELETE", KEYS + "/newer").statusCode()).isEqualTo(204);
        assertThat(server.get("/metrics").body()).contains("brokertally_api_keys_unreadable 0\n");
    }

    @Test
    void otherMethods_are405_andKeptNowhere() {
        assertThat(server.send("PATCH", KEYS).headers().firstValue("cache-control"))
                .contains("no-store");
        assertThat(server.send("PATCH", KEYS).statusCode()).isEqualTo(405);
        assertThat(server.send("DELETE", KEYS).headers().firstValue("allow")).contains("GET, HEAD, POST");
        assertThat(server.send("POST", KEYS + "/a").headers().firstValue("allow"))
                .contains("GET, HEAD, PUT, DELETE");
    }
}
