package brokertally.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.cluster.Shared;
import brokertally.cluster.SharedConfig;
import brokertally.cluster.SharedFixture;
import brokertally.config.OperatorSettings;
import brokertally.config.Settings;
import brokertally.config.SettingsInput;
import brokertally.model.Measure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigHandlerTest {
    private static final String PATH = "/api/v5/prometheus";
    private static final String SECRETS =
            """
            {"push_gateway": {"url": "http://user:canary@pg:9091", "headers": {"Authorization": "canary"}}}
            """;

    /** Cases of EMQX that we answer otherwise, with our status; README "Differences from EMQX" has the reasons. */
    private static final Map<String, Integer> DIFFERENCES = Map.of(
            "bad.interval-zero", 400,
            "bad.interval-half", 400,
            "bad.interval-number", 400,
            "bad.job_name", 400,
            "bad.headers-list", 200,
            "bad.array", 400,
            "bad.unknown-root", 400);

    private final SharedFixture fixture = new SharedFixture();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path root;

    private Path file;
    private Shared shared;
    private SharedConfig config;
    private int port;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void start(String text, Map<String, String> environment) throws Exception {
        file = Files.writeString(
                root.resolve("brokertally.conf"), "data_dir = \"" + root.resolve("data") + "\"\n" + text);
        OperatorSettings operator = OperatorSettings.read(SettingsInput.of(file, environment));
        shared = fixture.alone(Optional.of(root.resolve("data")));
        config = fixture.on(() -> new SharedConfig(
                fixture.vertx, shared, new SharedConfig.Start(operator, operator.load()), () -> 1_000));
        List<Operation> operations = new ArrayList<>(new ConfigHandler(config).operations());
        operations.add(new ReloadHandler(config).operation());
        port = fixture.later(() -> {
                    Entrance entrance = new Entrance(
                            fixture.vertx,
                            new Entrance.Inside(new Paths(operations), Gate.OPEN),
                            new Traffic(),
                            new Connections());
                    return fixture.vertx
                            .createHttpServer(ServerSettings.of(TestServer.plainHttp(), Optional.empty()))
                            .connectionHandler(entrance::connected)
                            .requestHandler(entrance)
                            .listen();
                })
                .actualPort();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String body) throws Exception {
        return send("PUT", PATH, body);
    }

    private String get() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private String message(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("message");
    }

    private String clusterHocon() throws IOException {
        return Files.readString(root.resolve("data").resolve("cluster.hocon"));
    }

    record Recorded(String name, int status, String code, String body) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Recorded> recorded() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/emqx-5.8.9/put.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(part -> new Recorded(part[0], Integer.parseInt(part[1]), part[2], part[3]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void put_recordedFromEmqx_hasTheSameStatusAndCode(Recorded recorded) throws Exception {
        start("", Map.of());

        HttpResponse<String> answer = put(recorded.body());

        int status = DIFFERENCES.getOrDefault(recorded.name(), recorded.status());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getString("code", "")).isEqualTo(status == 400 ? "BAD_REQUEST" : "");
        if (status == 200) {
            assertThat(get()).isEqualTo(answer.body());
        }
    }

    /** A difference that is none any more would hide a regression. */
    @Test
    void differences_areNamesOfRecordedCases_withAnotherStatus() throws IOException {
        List<Recorded> all = recorded();
        assertThat(all).hasSizeGreaterThan(30);
        DIFFERENCES.forEach((name, status) -> assertThat(all)
                .filteredOn(one -> one.name().equals(name))
                .singleElement()
                .satisfies(one -> assertThat(one.status()).isNotEqualTo(status)));
    }

    @Test
    void put_legacyShape_isAnsweredInTheNewOne() throws Exception {
        start("", Map.of());

        JsonObject answer = new JsonObject(put("{\"push_gateway_server\":\"http://pg:9091\",\"interval\":\"15s\","
                        + "\"headers\":{},\"job_name\":\"${name}/instance/${name}~${host}\"}")
                .body());

        JsonObject push = answer.getJsonObject("push_gateway");
        assertThat(push.getBoolean("enable")).isTrue();
        assertThat(push.getString("url")).isEqualTo("http://pg:9091");
        assertThat(answer.getJsonObject("collectors")).hasSize(6);
    }

    @Test
    void put_isInForceAtOnce_andOnDiskWithItsSecrets() throws Exception {
        start("", Map.of());
        List<String> heard = new ArrayList<>();
        fixture.on(() -> {
            config.whenChanged(() -> heard.add("changed"));
            return heard;
        });

        HttpResponse<String> answer = put(SECRETS);

        assertThat(answer.body()).doesNotContain("canary").contains("******");
        assertThat(get()).isEqualTo(answer.body());
        assertThat(heard).containsExactly("changed");
        assertThat(config.prometheus().pushGateway().url()).isEqualTo("http://user:canary@pg:9091");
        assertThat(clusterHocon()).contains("canary");
        assertThat(OperatorSettings.read(SettingsInput.of(file, Map.of()))
                        .load()
                        .settings()
                        .prometheus())
                .isEqualTo(config.prometheus());
    }

    @Test
    void put_ofWhatGetAnswered_changesNothing() throws Exception {
        start("", Map.of());
        put(SECRETS);

        assertThat(put(get()).statusCode()).isEqualTo(200);

        assertThat(config.prometheus()
                        .pushGateway()
                        .headers()
                        .get("Authorization")
                        .reveal())
                .isEqualTo("canary");
        assertThat(config.prometheus().pushGateway().url()).isEqualTo("http://user:canary@pg:9091");
    }

    @Test
    void put_ofSeveralMistakes_tellsAll_andChangesNothing() throws Exception {
        start("", Map.of());
        String before = get();

        HttpResponse<String> answer =
                put("{\"enable_basic_auth\":\"yes\",\"foo\":1,\"push_gateway\":{\"interval\":\"soon\"}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(message(answer).lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("prometheus.enable_basic_auth: 'yes' is not one of true, false"))
                .anyMatch(line -> line.contains("prometheus.foo: unknown key"))
                .anyMatch(line -> line.contains("prometheus.push_gateway.interval: 'soon'"));
        assertThat(get()).isEqualTo(before);
        assertThat(root.resolve("data").resolve("cluster.hocon")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"text\"", "null", "true", "[1]", "{} x", "{\"a\":}"})
    void put_ofWhatIsNoObject_is400(String body) throws Exception {
        start("", Map.of());

        assertThat(put(body).statusCode()).isEqualTo(400);
    }

    @Test
    void put_ofKeysThatTheOperatorFixes_is409WithTheirPlaces() throws Exception {
        start(
                "prometheus.push_gateway.url = \"http://file:9091\"\n",
                Map.of("EMQX_PROMETHEUS__PUSH_GATEWAY__METHOD", "post"));

        HttpResponse<String> answer =
                put("{\"enable_basic_auth\":true,\"push_gateway\":{\"url\":\"http://x:1\",\"method\":\"put\"}}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("CONFLICT");
        assertThat(message(answer))
                .contains("prometheus.push_gateway.url (" + file + ":2)")
                .contains("prometheus.push_gateway.method (EMQX_PROMETHEUS__PUSH_GATEWAY__METHOD)")
                .doesNotContain("enable_basic_auth");
        assertThat(config.prometheus().enableBasicAuth()).isFalse();
    }

    @Test
    void put_besideFixedKeys_isTaken_andTheirSecretsAreNotStored() throws Exception {
        start(
                "prometheus.push_gateway { url = \"http://u:canary@file:9091\", headers { A = canary } }\n",
                Map.of("EMQX_PROMETHEUS__PUSH_GATEWAY__METHOD", "post"));

        assertThat(put("{\"enable_basic_auth\":true}").statusCode()).isEqualTo(200);
        assertThat(clusterHocon()).doesNotContain("canary").doesNotContain("method");
        assertThat(put(get()).statusCode()).isEqualTo(200);

        assertThat(config.prometheus().enableBasicAuth()).isTrue();
        assertThat(config.prometheus().pushGateway().method()).isEqualTo("post");
        assertThat(clusterHocon())
                .contains("enable_basic_auth")
                .contains("method=post")
                .doesNotContain("canary")
                .doesNotContain("******");
    }

    /** Else it would be answered 200 and not be in force on the others. */
    @Test
    void put_ofAFixedKeyAtItsFixedValue_isStoredForTheOthers() throws Exception {
        start("", Map.of("BROKERTALLY_PROMETHEUS__ENABLE_BASIC_AUTH", "true"));

        assertThat(put("{\"enable_basic_auth\":true}").statusCode()).isEqualTo(200);

        assertThat(OperatorSettings.read(SettingsInput.of(file, Map.of()))
                        .load()
                        .settings()
                        .prometheus()
                        .enableBasicAuth())
                .isTrue();
        assertThat(put("{\"enable_basic_auth\":false}").statusCode()).isEqualTo(409);
        assertThat(put("{}").statusCode()).isEqualTo(200);
        assertThat(clusterHocon()).contains("\"enable_basic_auth\"=true");
    }

    @Test
    void put_withoutAKeyThatIsFixedAtItsDefault_storesTheDefault() throws Exception {
        start("", Map.of());
        put("{\"enable_basic_auth\":true}");
        rewrite("prometheus.enable_basic_auth = false\n");
        fixture.later(config::reload);
        assertThat(clusterHocon()).contains("\"enable_basic_auth\"=true");

        assertThat(put("{}").statusCode()).isEqualTo(200);

        assertThat(clusterHocon()).contains("\"enable_basic_auth\"=false");
    }

    @Test
    void put_ofAMaskedUrlWithAnotherHost_is400_andKeepsTheCredentials() throws Exception {
        start("", Map.of());
        put(SECRETS);

        HttpResponse<String> answer = put("{\"push_gateway\":{\"url\":\"http://******@evil:9091\"}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(message(answer))
                .contains("prometheus.push_gateway.url: has the mask of a secret; write user and password themselves");
        assertThat(config.prometheus().pushGateway().url()).isEqualTo("http://user:canary@pg:9091");
    }

    @Test
    void put_ofAnUnsoundPush_is400WithEveryReason_andShowsNoSecret() throws Exception {
        start("", Map.of());

        HttpResponse<String> answer = put("{\"push_gateway\":{\"enable\":true,\"job_name\":\"emqx/instance\","
                + "\"url\":\"http://u:canary@169.254.169.254/\",\"proxy\":\"https://u:canary@proxy:1\","
                + "\"headers\":{\"Transfer-Encoding\":\"canary\",\"X-A\":\"canary\\r\\nHost: evil\"},"
                + "\"stale_group_after\":\"1s\",\"tls\":{\"cert_file\":\"a.pem\"}}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(message(answer).lines())
                .hasSize(7)
                .allMatch(line -> line.startsWith("body:1: prometheus.push_gateway."))
                .noneMatch(line -> line.contains("canary"))
                .anyMatch(line -> line.contains("url: 'http://******@169.254.169.254/' goes to a link-local"))
                .anyMatch(line -> line.contains("job_name: has 2 parts between its slashes; write the job"))
                .anyMatch(line -> line.contains("headers.Transfer-Encoding: is a header that brokertally sets itself"))
                .anyMatch(line -> line.contains("headers.X-A: has a control character"))
                .anyMatch(line -> line.contains("proxy: 'https://******@proxy:1' has another scheme than http"))
                .anyMatch(line -> line.contains("stale_group_after: '1s' is out of range; allowed: 0, 10s..30d"))
                .anyMatch(line -> line.contains("tls.key_file: is empty"));
    }

    @Test
    void put_ofTheWayOfThePush_isInForce_itsSecretsMasked_andItsAnswerChangesNothing() throws Exception {
        start("", Map.of());
        String body = "{\"push_gateway\":{\"url\":\"https://pg\",\"proxy\":\"http://u:canary@proxy:3128\","
                + "\"gzip\":true,\"delete_on_shutdown\":false,\"stale_group_after\":0,\"tls\":{\"ca_file\":\"ca.pem\"}}}";

        assertThat(put(body).statusCode()).isEqualTo(200);
        Settings.PushGateway push = config.prometheus().pushGateway();
        assertThat(push.life()).isEqualTo(new Settings.PushLife(false, Duration.ZERO));
        assertThat(push.transport().gzip()).isTrue();
        assertThat(push.transport().proxy()).contains("http://u:canary@proxy:3128");
        assertThat(push.transport().tls().caFile()).contains("ca.pem");

        assertThat(get())
                .doesNotContain("canary")
                .contains("\"proxy\":\"http://******@proxy:3128\"", "\"stale_group_after\":\"0s\"");
        assertThat(put(get()).statusCode()).isEqualTo(200);
        assertThat(config.prometheus().pushGateway()).isEqualTo(push);
    }

    @Test
    void changes_areLoggedOnceWithWhoMadeThem_andOnlyWhenEffective() throws Exception {
        start("", Map.of());
        try (LogLines log = LogLines.of(SharedConfig.class)) {
            put(get());
            assertThat(log.lines()).isEmpty();

            fixture.later(() -> config.replace(
                    "{\"enable_basic_auth\":true,\"push_gateway\":{\"mode\":\"all_nodes_aggregated\"}}", "ops"));
            fixture.later(() -> shared.put("prometheus", "prometheus { }".getBytes(UTF_8)));

            String keys = "keys=prometheus.enable_basic_auth,prometheus.push_gateway.mode";
            assertThat(log.lines())
                    .containsExactly(
                            "configuration changed by=ops " + keys, "configuration changed by=cluster " + keys);
        }
    }

    @Test
    void reload_again_stillNamesWhatNeedsARestart_untilTheOldValueIsBack() throws Exception {
        start("http.lifecycle = true\nhttp.port = 0\n", Map.of());
        rewrite("http.lifecycle = true\nhttp.port = 1\n");
        assertThat(reloaded("need_restart")).containsExactly("http.port");

        assertThat(reloaded("changed")).isEmpty();
        assertThat(reloaded("need_restart")).containsExactly("http.port");

        rewrite("http.lifecycle = true\nhttp.port = 0\n");
        assertThat(reloaded("need_restart")).isEmpty();
    }

    private List<Object> reloaded(String what) throws Exception {
        HttpResponse<String> answer = send("POST", "/-/reload", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return List.copyOf(new JsonObject(answer.body()).getJsonArray(what).getList());
    }

    @Test
    void reload_whoseKeysCannotBeRead_is500_andChangesNothing() throws Exception {
        start("http.lifecycle = true\n", Map.of());
        fixture.on(() -> {
            config.whileReloading(() ->
                    Future.failedFuture(new BootstrapKeys.Unusable(List.of("keys.txt: is not there", "and more"))));
            return "";
        });
        rewrite("http.lifecycle = true\nprometheus.enable_basic_auth = true\n");

        HttpResponse<String> answer = send("POST", "/-/reload", "");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(message(answer).lines()).containsExactly("keys.txt: is not there", "and more");
        assertThat(config.prometheus().enableBasicAuth()).isFalse();
        assertThat(measure("brokertally_config_last_reload_successful")).isZero();
    }

    @Test
    void put_whenTheDiskRefuses_is500WithTheReason_andNothingChanges() throws Exception {
        start("", Map.of());
        put("{\"enable_basic_auth\":true}");
        String before = get();
        Path stored = root.resolve("data").resolve("cluster.hocon");
        Path aside = Files.move(stored, root.resolve("aside"));
        Files.createSymbolicLink(stored, aside);

        HttpResponse<String> answer = put("{}");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(new JsonObject(answer.body()).getString("code")).isEqualTo("INTERNAL_ERROR");
        assertThat(message(answer)).contains("cluster.hocon is a symbolic link");
        assertThat(get()).isEqualTo(before);
        assertThat(aside).content().contains("\"enable_basic_auth\"=true");
    }

    @Test
    void documentSnippet_inTheFileAndByPut_isTheSame() throws Exception {
        start("", Map.of());
        put("{\"push_gateway_server\":\"http://127.0.0.1:9091\",\"interval\":\"15s\",\"headers\":{},"
                + "\"job_name\":\"${name}/instance/${name}~${host}\"}");
        Path snippet = Path.of("src/test/resources/config/document-snippet.good.conf");

        assertThat(OperatorSettings.read(
                                new SettingsInput(Optional.of(snippet), Optional.of(root.resolve("none")), Map.of()))
                        .load()
                        .settings()
                        .prometheus())
                .isEqualTo(config.prometheus());
    }

    /** Threat T29. */
    @Test
    void reload_isOffByDefault_andNeverByGet() throws Exception {
        start("", Map.of());

        HttpResponse<String> answer = send("POST", "/-/reload", "");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(message(answer))
                .isEqualTo("http.lifecycle is false; send SIGHUP, or set it to true and send SIGHUP once");
        HttpResponse<String> get = send("GET", "/-/reload", "");
        assertThat(get.statusCode()).isIn(400, 405);
        HttpResponse<String> plain = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/reload"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(plain.statusCode()).isEqualTo(405);
        assertThat(plain.headers().firstValue("allow").orElse("")).contains("POST");
    }

    @Test
    void reload_takesTheFile_namesWhatNeedsARestart_andKeepsTheOldOneWhenItIsBad() throws Exception {
        start("http.lifecycle = true\nhttp.port = 0\n", Map.of());
        put("{\"push_gateway\":{\"method\":\"post\"}}");
        rewrite("http.lifecycle = true\nhttp.port = 1\nprometheus.enable_basic_auth = true\nsource.api_key = k\n"
                + "source.api_secret = s\n");

        HttpResponse<String> answer = send("POST", "/-/reload", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getJsonArray("changed").getList())
                .isEqualTo(List.of("http.port", "prometheus.enable_basic_auth", "source.api_key", "source.api_secret"));
        assertThat(new JsonObject(answer.body()).getJsonArray("need_restart").getList())
                .isEqualTo(List.of("http.port", "source.api_key", "source.api_secret"));
        assertThat(config.prometheus().enableBasicAuth()).isTrue();
        assertThat(config.prometheus().pushGateway().method()).isEqualTo("post");
        assertThat(measure("brokertally_config_last_reload_successful")).isEqualTo(1);

        rewrite("http.lifecycle = true\nprometheus.enable_basic_auth = maybe\nnonsense = 1\n");
        HttpResponse<String> bad = send("POST", "/-/reload", "");

        assertThat(bad.statusCode()).isEqualTo(500);
        assertThat(message(bad).lines()).hasSize(2);
        assertThat(config.prometheus().enableBasicAuth()).isTrue();
        assertThat(measure("brokertally_config_last_reload_successful")).isZero();
        assertThat(measure("brokertally_config_last_reload_success_timestamp_seconds"))
                .isEqualTo(1);
    }

    private void rewrite(String text) throws IOException {
        Files.writeString(file, "data_dir = \"" + root.resolve("data") + "\"\n" + text);
    }

    private double measure(String name) throws Exception {
        return fixture.on(config::measures).stream()
                .filter(measure -> measure.name().equals(name))
                .mapToDouble(Measure::value)
                .findFirst()
                .orElseThrow();
    }

    /** What a newer sidecar may write and this one refuses does not change what is in force. */
    @Test
    void sharedEntryThatIsRefused_leavesWhatWasInForce() throws Exception {
        start("", Map.of());
        put("{\"enable_basic_auth\":true}");
        fixture.later(() -> shared.put("prometheus", "prometheus { tomorrow = 1 }".getBytes(UTF_8)));

        assertThat(config.prometheus().enableBasicAuth()).isTrue();
        assertThat(measure("brokertally_config_shared_in_force")).isZero();

        assertThat(put("{}").statusCode()).isEqualTo(200);
        assertThat(config.prometheus().enableBasicAuth()).isFalse();
        assertThat(measure("brokertally_config_shared_in_force")).isEqualTo(1);
    }
}
