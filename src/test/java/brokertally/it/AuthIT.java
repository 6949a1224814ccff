package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** API keys of three real sidecars, with a real Prometheus that scrapes with {@code basic_auth}. */
class AuthIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String STATS = "/api/v5/prometheus/stats";
    private static final String KEYS = "/api/v5/api_key";

    @TempDir
    static Path directory;

    private static SidecarCluster cluster;
    private static PageBroker broker;
    private static Path firstKey;
    private static String administrator;

    @BeforeAll
    static void start() throws Exception {
        broker = new PageBroker("# TYPE emqx_connections_count gauge\nemqx_connections_count 1\n");
        cluster = SidecarCluster.start(
                3,
                i -> broker.source() + "node.name = \"n" + i + "\"\napi_key.bootstrap_file = \"\"\ndata_dir = \""
                        + directory.resolve("data" + i) + "\"\n");
        await().atMost(PATIENCE).until(() -> firstKeys().size() == 1);
        firstKey = firstKeys().get(0);
        administrator = Files.readString(firstKey).strip();
        await().atMost(PATIENCE).until(() -> cluster.all().stream()
                .allMatch(sidecar -> status(sidecar, "GET", KEYS, administrator) == 200));
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static List<Path> firstKeys() {
        return IntStream.range(0, 3)
                .mapToObj(i -> directory.resolve("data" + i).resolve("first_api_key"))
                .filter(file -> Files.exists(file) && file.toFile().length() > 0)
                .toList();
    }

    private static HttpResponse<String> send(
            SidecarProcess sidecar, String method, String path, String keyAndSecret, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + path))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!keyAndSecret.isEmpty()) {
            byte[] bytes = keyAndSecret.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    private static int status(SidecarProcess sidecar, String method, String path, String keyAndSecret) {
        return send(sidecar, method, path, keyAndSecret, "").statusCode();
    }

    /** Makes a viewer's key; {@code key:secret}. */
    private static String made(SidecarProcess sidecar, String by, String name) {
        HttpResponse<String> response =
                send(sidecar, "POST", KEYS, by, "{\"name\":\"" + name + "\",\"role\":\"viewer\"}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject key = new JsonObject(response.body());
        return key.getString("api_key") + ":" + key.getString("api_secret");
    }

    @Test
    void firstKey_isOneForAll_forItsUserAlone_andInNoLog() throws Exception {
        assertThat(firstKeys()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(firstKey)))
                .isEqualTo("rw-------");
        String secret = administrator.substring(administrator.indexOf(':') + 1);
        assertThat(cluster.all())
                .allSatisfy(sidecar -> assertThat(sidecar.log()).doesNotContain(secret));
        assertThat(cluster.all().stream().map(SidecarProcess::log).filter(log -> log.contains("first api key made")))
                .singleElement()
                .asString()
                .contains("file=" + firstKey);
    }

    @Test
    void changes_areInForceOnEveryMember_withinTwoSeconds() {
        String key = made(cluster.get(0), administrator, "everywhere");
        long start = System.nanoTime();
        cluster.all().forEach(sidecar -> await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> status(sidecar, "GET", "/api/v5/prometheus/explain?family=x", key) == 404));
        long made = System.nanoTime();

        assertThat(send(cluster.get(1), "PUT", KEYS + "/everywhere", administrator, "{\"enable\":false}")
                        .statusCode())
                .isEqualTo(200);
        cluster.all().forEach(sidecar -> await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> status(sidecar, "GET", "/api/v5/prometheus/explain?family=x", key) == 401));
        System.out.printf(
                "AuthIT: a key works everywhere after %d ms, is off everywhere after %d ms%n",
                (made - start) / 1_000_000, (System.nanoTime() - made) / 1_000_000);
        assertThat(status(cluster.get(2), "DELETE", KEYS + "/everywhere", administrator))
                .isEqualTo(204);
    }

    @Test
    void basicAuth_isSwitchedOnAndOffAtRunTime_onEveryMemberWithinTwoSeconds() {
        String viewer = made(cluster.get(0), administrator, "scraper");
        for (boolean on : new boolean[] {true, false}) {
            long start = System.nanoTime();
            HttpResponse<String> put = send(
                    cluster.get(0),
                    "PUT",
                    "/api/v5/prometheus",
                    administrator,
                    "{\"enable_basic_auth\":" + on
                            + ",\"push_gateway\":{\"enable\":false,\"url\":\"http://127.0.0.1:9091\",\"interval\":\"15s\"}}");
            assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
            cluster.all().forEach(sidecar -> await().atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> status(sidecar, "GET", STATS, "") == (on ? 401 : 200)));
            System.out.printf(
                    "AuthIT: basic auth is %s everywhere after %d ms%n",
                    on ? "on" : "off", (System.nanoTime() - start) / 1_000_000);
            cluster.all().forEach(sidecar -> assertThat(status(sidecar, "GET", STATS, viewer))
                    .isEqualTo(200));
        }
        assertThat(status(cluster.get(1), "PUT", "/api/v5/prometheus", viewer)).isEqualTo(403);
    }

    /** The scrapes of a real Prometheus on a sidecar whose endpoints ask for a key. */
    @Test
    void prometheus_scrapesWithBasicAuth_isDownWithAWrongSecret_andLosesNothingWhenKeysAreRotated() throws Exception {
        Path bootstrap = Files.writeString(
                directory.resolve("keys"), "boot:boot-secret:viewer\nroot:root-secret\n" + SidecarProcess.KEY + "\n");
        try (SidecarCluster closed = SidecarCluster.startLonely(broker.source()
                + "prometheus.enable_basic_auth = true\napi_key.bootstrap_file = \"" + bootstrap + "\"\n")) {
            SidecarProcess sidecar = closed.get(0);
            String before = made(sidecar, "root:root-secret", "before");
            try (PrometheusProcess prometheus = PrometheusProcess.start(directory, scrapes(sidecar.port(), before))) {
                await().atMost(PATIENCE)
                        .until(() -> count(prometheus, "right") >= 3
                                && count(prometheus, "wrong") >= 2
                                && count(prometheus, "rotated") >= 3);
                assertThat(up(prometheus, "min", "right")).isOne();
                assertThat(up(prometheus, "max", "wrong")).isZero();
                assertThat(prometheus.targets())
                        .filteredOn(target -> target.getString("scrapePool").equals("wrong"))
                        .allSatisfy(target ->
                                assertThat(target.getString("lastError")).contains("401"));

                String after = made(sidecar, "root:root-secret", "after");
                prometheus.reload(scrapes(sidecar.port(), after));
                assertThat(status(sidecar, "DELETE", KEYS + "/before", "root:root-secret"))
                        .isEqualTo(204);
                assertThat(status(sidecar, "GET", STATS, before)).isEqualTo(401);
                long scrapes = count(prometheus, "rotated");
                await().atMost(PATIENCE).until(() -> count(prometheus, "rotated") >= scrapes + 4);

                assertThat(up(prometheus, "min", "rotated")).isOne();
                System.out.printf(
                        "AuthIT: %d scrapes, 0 lost, while one key took the place of another%n",
                        count(prometheus, "rotated"));
            }
            assertThat(sidecar.log()).doesNotContain("boot-secret").doesNotContain("root-secret");
        }
    }

    private static double up(PrometheusProcess prometheus, String how, String job) {
        List<JsonObject> up = prometheus.query(how + "_over_time(up{job=\"" + job + "\"}[5m])");
        assertThat(up).hasSize(1);
        return PrometheusProcess.value(up.get(0));
    }

    private static long count(PrometheusProcess prometheus, String job) {
        return prometheus.query("count_over_time(up{job=\"" + job + "\"}[2m])").stream()
                .mapToLong(count -> (long) PrometheusProcess.value(count))
                .sum();
    }

    private static String scrapes(int port, String rotated) {
        int colon = rotated.indexOf(':');
        return """
                global: { scrape_interval: 3s, scrape_timeout: 3s }
                scrape_configs:
                  - job_name: right
                    metrics_path: /api/v5/prometheus/stats
                    basic_auth: { username: boot, password: boot-secret }
                    static_configs: [{ targets: ['127.0.0.1:%1$d'] }]
                  - job_name: wrong
                    scrape_interval: 6s
                    metrics_path: /api/v5/prometheus/stats
                    basic_auth: { username: boot, password: wrong }
                    static_configs: [{ targets: ['127.0.0.1:%1$d'] }]
                  - job_name: rotated
                    metrics_path: /api/v5/prometheus/auth
                    basic_auth: { username: '%2$s', password: '%3$s' }
                    static_configs: [{ targets: ['127.0.0.1:%1$d'] }]
                """
                .formatted(port, rotated.substring(0, colon), rotated.substring(colon + 1));
    }
}
