package brokertally.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.Main;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threat T16: secrets are looked for in everything that a sidecar shows. */
class SecretsIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String CONFIGURATION = "/api/v5/prometheus";
    private static final List<String> PATHS = List.of(
            "/",
            "/metrics",
            "/api-docs",
            "/-/healthy",
            "/-/ready",
            "/api/v5/nodes",
            CONFIGURATION,
            "/api/v5/prometheus/sd",
            "/api/v5/prometheus/explain?family=emqx_connections_count",
            "/api/v5/prometheus/stats?mode=bad",
            "/api/v5/prometheus/stats",
            "/api/v5/prometheus/auth?mode=all_nodes_aggregated",
            "/api/v5/prometheus/data_integration?mode=all_nodes_unaggregated",
            "/api/v5/prometheus/schema_validation",
            "/api/v5/prometheus/message_transformation",
            "/api/v5/api_key",
            "/api/v5/api_key/made",
            "/api/v5/api_key/nobody",
            "/no/such/path");

    @TempDir
    Path directory;

    private final Map<String, String> canaries = new LinkedHashMap<>();

    /** Everything that a sidecar has shown: where → text. */
    private final Map<String, String> shown = new TreeMap<>();

    private String canary(String what) {
        return canaries.computeIfAbsent(
                what, w -> "canary" + (100 + canaries.size()) + "x" + Long.toHexString(System.nanoTime()));
    }

    @Test
    void threatT16_secretsAreShownNowhere() throws Exception {
        Path keystore = keystore();
        Path keys = Files.writeString(
                directory.resolve("keys"),
                "admin:" + canary("administrator's secret") + "\nviewer:" + canary("viewer's secret") + ":viewer\n");
        int port = freePort();
        String settings = settings(keystore, keys) + "http { host = \"127.0.0.1\", port = " + port + " }\n";
        SidecarProcess sidecar = SidecarProcess.start(directory, "sidecar", port, settings);
        try (sidecar) {
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> sidecar.get("/-/ready").statusCode() == 200);
            shown.put("process list", commandLine(sidecar.pid()));
            askEverything(sidecar);
            changeAndAskAgain(sidecar);
        }
        shown.put("log", sidecar.log());
        shown.put("check-config", checkConfig("good.conf", settings));
        shown.put("check-config with mistakes", checkConfig("bad.conf", settings + mistakes()));

        assertThat(shown.get("log")).contains("DEBUG");
        assertThat(shown.get("check-config")).contains("******");
        assertThat(canaries).hasSizeGreaterThanOrEqualTo(12);
        canaries.forEach((what, secret) -> shown.forEach((where, text) -> {
            assertThat(text).as("%s in %s", what, where).doesNotContain(secret);
            String encoded = Base64.getEncoder().encodeToString(secret.getBytes(UTF_8));
            assertThat(text).as("%s in base 64 in %s", what, where).doesNotContain(encoded.substring(2, 20));
        }));
    }

    private String settings(Path keystore, Path keys) throws Exception {
        return """
                node { name = "secret@it" }
                cluster {
                  port = %d, bus_port = %d, members = []
                  tls { keystore_file = "%s", keystore_password = "%s" }
                }
                source { type = emqx, url = "http://127.0.0.1:%d", api_key = "k", api_secret = "%s" }
                sampling { interval = 500ms }
                api_key { bootstrap_file = "%s" }
                data_dir = "%s"
                log { level = trace }
                """
                .formatted(
                        freePort(),
                        freePort(),
                        keystore,
                        canary("keystore's password"),
                        freePort(),
                        canary("broker's secret"),
                        keys,
                        directory.resolve("data"));
    }

    /** Wrong settings whose values, or those beside them, are secrets. */
    private String mistakes() {
        return """
                source { password = { a = "%s" }, username = [] }
                prometheus {
                  push_gateway { url = "ftp://user:%s@127.0.0.1/", headers { "Bad Name" = "%s", X-Token = ["%s"] } }
                }
                """
                .formatted(
                        canary("password of a wrong type"),
                        canary("password in a wrong URL"),
                        canary("value of a wrong header"),
                        canary("value of a wrong type"));
    }

    private void askEverything(SidecarProcess sidecar) throws Exception {
        String viewer = basic("viewer", canary("viewer's secret"));
        String wrong = basic("admin", canary("a secret that is wrong"));
        String unknown = basic(canary("a user that is a secret by mistake"), "x");
        for (String path : PATHS) {
            ask(sidecar, "GET", path, administrator(), "");
            ask(sidecar, "GET", path, viewer, "");
            ask(sidecar, "GET", path, "", "");
        }
        for (String credentials : List.of(
                wrong,
                unknown,
                "Bearer " + canary("bearer token"),
                "Basic " + canary("no base 64") + "!",
                canary("no scheme"))) {
            ask(sidecar, "GET", CONFIGURATION, credentials, "");
            ask(sidecar, "GET", "/api/v5/prometheus/stats", credentials, "");
            ask(sidecar, "PUT", CONFIGURATION, credentials, "{}");
        }
    }

    private void changeAndAskAgain(SidecarProcess sidecar) throws Exception {
        String good =
                """
                {"enable_basic_auth":true,"push_gateway":{"url":"http://pusher:%s@127.0.0.1:9091",
                 "headers":{"Authorization":"Basic %s","x-api-TOKEN":"%s"}}}
                """
                        .formatted(
                                canary("password in the push URL"),
                                canary("header Authorization"),
                                canary("header x-api-TOKEN"));
        assertThat(ask(sidecar, "PUT", CONFIGURATION, administrator(), good)).isEqualTo(200);
        String body = shown.get("PUT " + CONFIGURATION + " " + good);
        assertThat(ask(sidecar, "PUT", CONFIGURATION, administrator(), body))
                .as("what it answered")
                .isEqualTo(200);
        String bad =
                """
                {"push_gateway":{"url":"http://u:%s@h:99999/","headers":{"X-A":["%s"],"B d":"%s"},"interval":"%s"}}
                """
                        .formatted(
                                canary("password in a refused URL"),
                                canary("refused header"),
                                canary("header of a bad name"),
                                "soon");
        assertThat(ask(sidecar, "PUT", CONFIGURATION, administrator(), bad)).isEqualTo(400);
        assertThat(ask(sidecar, "PUT", CONFIGURATION, administrator(), bad.replace("}", "")))
                .isEqualTo(400);
        HttpResponse<String> made =
                send(sidecar, "POST", "/api/v5/api_key", administrator(), "{\"name\":\"made\",\"enable\":true}");
        canaries.put("secret of the key that was made", new JsonObject(made.body()).getString("api_secret"));
        askEverything(sidecar);
    }

    private String administrator() {
        return basic("admin", canary("administrator's secret"));
    }

    private int ask(SidecarProcess sidecar, String method, String path, String credentials, String body)
            throws Exception {
        HttpResponse<String> response = send(sidecar, method, path, credentials, body);
        shown.put(method + " " + path + " " + body, response.body());
        shown.merge("headers", response.headers().map().toString(), String::concat);
        return response.statusCode();
    }

    private static HttpResponse<String> send(
            SidecarProcess sidecar, String method, String path, String credentials, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!credentials.isEmpty()) {
            request.header("Authorization", credentials);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** What {@code ps} shows of the process and of those that it has started. */
    private static String commandLine(long pid) throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(pid).orElseThrow().descendants()) {
            for (long process : Stream.concat(Stream.of(pid), children.map(ProcessHandle::pid))
                    .toList()) {
                all.append(Files.readString(Path.of("/proc/" + process + "/cmdline")));
            }
        }
        return all.toString();
    }

    private String checkConfig(String name, String settings) throws Exception {
        Path file = Files.writeString(directory.resolve(name), settings);
        Path out = directory.resolve(name + ".out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "check-config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }

    private Path keystore() throws Exception {
        Path file = directory.resolve("cluster.p12");
        Path password = Files.writeString(directory.resolve("password"), canary("keystore's password"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(
                List.of("-genkeypair", "-alias", "c", "-keyalg", "EC", "-dname", "CN=c", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass:file", password.toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
