package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.auth.BasicCredentials;
import brokertally.auth.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthHandlerTest {
    private static final String STATS = "/api/v5/prometheus/stats";
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

    private int status(String path, String authorization) {
        return server.get(path, "Authorization", authorization).statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v5/prometheus/stats",
                "/api/v5/prometheus/auth",
                "/api/v5/prometheus/data_integration",
                "/api/v5/prometheus/sd",
                "/api/v5/nodes",
                "/metrics",
                "/"
            })
    void numbers_areOpen_untilBasicAuthIsOn_andFromThenOnClosed(String path) {
        server.basicAuth.set(false);
        assertThat(status(path, TestServer.NOBODY)).isEqualTo(200);
        assertThat(status(path, "garbage")).isEqualTo(200);

        server.basicAuth.set(true);

        assertThat(status(path, TestServer.NOBODY)).isEqualTo(401);
        assertThat(status(path, TestServer.basic(server.key("viewer", Role.VIEWER))))
                .isEqualTo(200);
        server.basicAuth.set(false);
        assertThat(status(path, TestServer.NOBODY)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/-/healthy", "/live", "/-/ready", "/ready", "/brokertally.css"})
    void probes_areNeverClosed(String path) {
        assertThat(status(path, TestServer.NOBODY)).isEqualTo(200);
        assertThat(status(path, "garbage")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v5/api_key", "/api/v5/api_key/x", "/api/v5/prometheus/explain?family=a"})
    void keysAndExplain_areNeverOpen(String path) {
        server.basicAuth.set(false);

        assertThat(status(path, TestServer.NOBODY)).isEqualTo(401);
    }

    @Test
    void viewer_scrapesAndLooks_butNotAtKeys() {
        String viewer = TestServer.basic(server.key("viewer", Role.VIEWER));

        assertThat(status(STATS, viewer)).isEqualTo(200);
        assertThat(status("/api/v5/prometheus/explain?family=a", viewer)).isEqualTo(200);
        HttpResponse<String> refused = server.get(KEYS, "Authorization", viewer);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo("{\"code\":\"UNAUTHORIZED_ROLE\",\"message\":\"This API Key don't have permission to access"
                        + " this resource\"}");
        assertThat(server.json("POST", KEYS, "{\"name\":\"a\"}", "Authorization", viewer)
                        .statusCode())
                .isEqualTo(403);
    }

    /** Trap 50: bad base64 and Basic without a colon are wrong passwords. */
    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic bm9jb2xvbg==", "basic Og=="})
    void trap50_unreadableCredentials_are401(String authorization) {
        HttpResponse<String> response = server.get(STATS, "Authorization", authorization);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("BAD_API_KEY_OR_SECRET");
        assertThat(server.scraper.asked).isEmpty();
    }

    @Test
    void disabling_expiry_andDeletion_areInForceAtOnce_alsoForWhoIsCached() {
        String presented = TestServer.basic(server.key("victim", Role.VIEWER));
        String path = KEYS + "/victim";
        assertThat(status(STATS, presented)).isEqualTo(200);

        server.json("PUT", path, "{\"enable\":false}");
        assertThat(status(STATS, presented)).isEqualTo(401);
        server.json("PUT", path, "{\"enable\":true}");
        assertThat(status(STATS, presented)).isEqualTo(200);

        server.json("PUT", path, "{\"expired_at\":\"2026-11-22T12:00:05Z\"}");
        assertThat(status(STATS, presented)).isEqualTo(200);
        server.now.updateAndGet(now -> now.plusSeconds(6));
        assertThat(status(STATS, presented)).isEqualTo(401);
        server.json("PUT", path, "{\"expired_at\":\"infinity\"}");
        assertThat(status(STATS, presented)).isEqualTo(200);

        assertThat(server.send("DELETE", path).statusCode()).isEqualTo(204);
        assertThat(status(STATS, presented)).isEqualTo(401);
    }

    @Test
    void deletionByAnotherSidecar_isInForceAtOnce() {
        String presented = TestServer.basic(server.key("victim", Role.VIEWER));
        assertThat(status(STATS, presented)).isEqualTo(200);

        server.shared.change("api_key/victim", new byte[0]);

        assertThat(status(STATS, presented)).isEqualTo(401);
    }

    /** Threat T18: 1,000 other places for the colons of what is cached. */
    @Test
    void t18_permutationsOfColons_are401() {
        BasicCredentials right = new BasicCredentials("key", "se:cr:et");
        server.keys.store(keyOf(right)).await();
        assertThat(status(STATS, TestServer.basic(right))).isEqualTo(200);
        Random random = new Random(18);
        int refused = 0;
        int tried = 0;
        List<Integer> statuses = new ArrayList<>();
        while (tried < 1000) {
            String text = permuted("key:se:cr:et", random);
            if (!text.equals("key:se:cr:et")) {
                tried++;
                int status = status(STATS, TestServer.basic(text, "").replaceAll("6$", ""));
                statuses.add(status);
                refused += status == 401 || status == 429 ? 1 : 0;
            }
        }
        assertThat(refused).isEqualTo(1000);
        assertThat(statuses).contains(401).doesNotContain(200);
        assertThat(status(STATS, TestServer.basic(right))).isEqualTo(200);
    }

    private brokertally.auth.ApiKey keyOf(BasicCredentials credentials) {
        brokertally.auth.ApiKey made = server.keys
                .minter()
                .ofFile(
                        new brokertally.auth.BootstrapFile.Line(credentials.key(), credentials.secret(), Role.VIEWER),
                        server.now.get());
        return new brokertally.auth.ApiKey(
                "permuted", made.key(), made.hash(), made.role(), true, Optional.empty(), made.createdAt(), "");
    }

    private static String permuted(String text, Random random) {
        List<String> parts = new ArrayList<>(Arrays.asList(text.split("")));
        parts.removeIf(":"::equals);
        for (int i = 0; i < 3; i++) {
            parts.add(random.nextInt(parts.size() + 1), ":");
        }
        return String.join("", parts);
    }

    @Test
    void tooManyFailures_are429_whileWhoIsCachedIsServed_andFewAreServedLater() {
        String presented = TestServer.basic(server.key("good", Role.VIEWER));
        assertThat(status(STATS, presented)).isEqualTo(200);
        int limited = 0;
        for (int i = 0; i < 200; i++) {
            HttpResponse<String> response =
                    server.get(STATS, "Authorization", TestServer.basic("k" + i % 3, "wrong" + i));
            if (response.statusCode() == 429) {
                limited++;
                assertThat(Long.parseLong(
                                response.headers().firstValue("retry-after").orElseThrow()))
                        .isBetween(1L, 60L);
                assertThat(response.body()).contains("\"TOO_MANY_REQUESTS\"");
            } else {
                assertThat(response.statusCode()).isEqualTo(401);
            }
        }
        assertThat(limited).isBetween(100, 150);
        assertThat(status(STATS, presented)).isEqualTo(200);
        assertThat(status(STATS, TestServer.NOBODY)).isEqualTo(401);
    }

    @Test
    void twoHeaders_are400() {
        String one = "Authorization: " + server.administrator + "\r\n";

        assertThat(server.raw("GET " + STATS + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + one + one + "\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("more than one Authorization header");
    }

    @Test
    void metrics_countByResult_withTheSameSeriesForEverybody() {
        server.basicAuth.set(false);
        String before = server.get("/metrics").body();
        status(KEYS, TestServer.NOBODY);
        status(KEYS, "Bearer x");
        status(KEYS, TestServer.basic("nobody" + "x".repeat(100), "wrong"));
        status(KEYS, server.administrator);
        String after = server.get("/metrics").body();

        assertThat(after)
                .contains("brokertally_auth_requests_total{result=\"missing\"} 1\n")
                .contains("brokertally_auth_requests_total{result=\"bearer\"} 1\n")
                .contains("brokertally_auth_requests_total{result=\"wrong\"} 1\n")
                .contains("brokertally_auth_requests_total{result=\"granted\"} 1\n")
                .contains("brokertally_api_keys{source=\"api\"} 1\n");
        assertThat(series(after)).isEqualTo(series(before));
    }

    private static List<String> series(String page) {
        return page.lines()
                .filter(line -> line.startsWith("brokertally_auth_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0",
        "2001:db8:1:2::9, 2001:db8:1:2:0:0:0:0",
        "::ffff:10.1.2.3, 10.1.2.3"
    })
    void failures_areCountedByAddress_ofIpv6ByNetwork(String address, String counted) {
        assertThat(ClientAddress.network(address)).isEqualTo(counted);
    }
}
