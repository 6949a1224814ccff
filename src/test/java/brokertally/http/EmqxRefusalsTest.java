package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.auth.BasicCredentials;
import brokertally.auth.Role;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The requests that EMQX 5.8.9 refused, or could have, asked of us: same status and code, or listed here with the reason (and in
 * the README, "Differences from EMQX").
 */
class EmqxRefusalsTest {
    private static final String NO_BODY = "EMQX's answer has no JSON body; ours says what is wrong";
    private static final String ANY_ENDPOINT =
            "an endpoint that EMQX's edition did not have; here every broker may have it";
    private static final String NODES = "who the members are is as open as the numbers; asked for a key while they are";

    /** What we answer instead. */
    private record Difference(int status, String code, String reason) {}

    private static final Map<String, Difference> DIFFERENCES = Map.ofEntries(
            Map.entry(
                    "errors/stats.mode-twice",
                    new Difference(400, "BAD_REQUEST", "a typo is not answered with a guess")),
            Map.entry("errors/stats.post", new Difference(405, "METHOD_NOT_ALLOWED", NO_BODY)),
            Map.entry("errors/stats.delete", new Difference(405, "METHOD_NOT_ALLOWED", NO_BODY)),
            Map.entry("errors/unknown-endpoint", new Difference(404, "NOT_FOUND", NO_BODY)),
            Map.entry("errors/unknown-endpoint.schema_validation", new Difference(200, "-", ANY_ENDPOINT)),
            Map.entry("errors/unknown-endpoint.message_transformation", new Difference(200, "-", ANY_ENDPOINT)),
            Map.entry("errors/prometheus.get.garbage-auth", new Difference(400, "BAD_REQUEST", NO_BODY)),
            Map.entry("errors/nodes.no-auth", new Difference(200, "-", NODES)),
            Map.entry("errors/nodes.wrong-auth", new Difference(200, "-", NODES)),
            Map.entry(
                    "auth-enabled/stats.good-bearer",
                    new Difference(401, "BAD_TOKEN", "there is no dashboard that gives tokens")));

    private static TestServer server;
    private static BasicCredentials key;

    private record Recorded(
            String name, boolean authOn, String method, String path, String authorization, int status, String code) {
        static Recorded of(String line) {
            String[] parts = line.split("\t");
            return new Recorded(
                    parts[0],
                    parts[1].equals("on"),
                    parts[2],
                    parts[3],
                    parts[4],
                    Integer.parseInt(parts[5]),
                    parts[6]);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        server = TestServer.start();
        key = server.key("sidecar-key", Role.VIEWER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<Recorded> recorded() throws IOException {
        try (InputStream in = EmqxRefusalsTest.class.getResourceAsStream("/emqx-5.8.9/refusals.tsv")) {
            Stream<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
            return lines.filter(line -> !line.startsWith("#")).map(Recorded::of).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void status_andCode_areEmqxs_exceptWhereListed(Recorded recorded) {
        server.basicAuth.set(recorded.authOn());
        HttpResponse<String> ours = server.send(
                recorded.method(), recorded.path(), "Authorization", authorization(recorded.authorization()));

        Difference difference = DIFFERENCES.get(recorded.name());
        int status = difference == null ? recorded.status() : difference.status();
        String code = difference == null ? recorded.code() : difference.code();
        assertThat(ours.statusCode()).isEqualTo(status);
        assertThat(code(ours)).isEqualTo(code);
        if (status == 401) {
            assertThat(ours.headers().allValues("www-authenticate"))
                    .containsExactly("Basic realm=\"brokertally\", charset=\"UTF-8\"");
        }
        if (difference != null) {
            assertThat(status + code).isNotEqualTo(recorded.status() + recorded.code());
        }
    }

    private static String authorization(String recorded) {
        return switch (recorded) {
            case "-" -> TestServer.NOBODY;
            case "RIGHT" -> TestServer.basic(key);
            case "WRONG_SECRET" -> TestServer.basic(key.key(), "wrong");
            default -> recorded;
        };
    }

    private static String code(HttpResponse<String> response) {
        try {
            return new JsonObject(response.body()).getString("code");
        } catch (DecodeException e) {
            return "-";
        }
    }
}
