package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.ReplayServer;
import brokertally.http.TestCertificate;
import brokertally.it.SidecarProcess.Place;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sidecar beside a broker that shows what EMQX 5.8.9 once pushed, with the configuration that EMQX had then: its requests are
 * EMQX's, but for the differences below.
 *
 * <table>
 * <caption>Differences</caption>
 * <tr><td>{@code te:} (empty)</td><td>is not sent: it says nothing</td></tr>
 * <tr><td>{@code connection: keep-alive}</td><td>{@code close}: no connection that was kept can be stale</td></tr>
 * <tr><td>no {@code user-agent}</td><td>{@code brokertally/VERSION}</td></tr>
 * <tr><td>a slash at the end of the URL makes {@code //metrics}</td><td>does not: the Pushgateway answers that with 301</td></tr>
 * <tr><td>stats, auth and data integration</td><td>stats alone unless {@code endpoints} says more: as the document says</td></tr>
 * <tr><td>samples of the broker</td><td>and the sidecar's own, {@code brokertally_*}</td></tr>
 * <tr><td>{@code TYPE} before an empty {@code HELP}, sections with a blank line</td><td>{@code HELP} with words, then
 * {@code TYPE}, no blank lines: as on the pull endpoints</td></tr>
 * <tr><td>{@code TYPE} of families that have no sample</td><td>are left out</td></tr>
 * </table>
 */
class PushCaptureIT {
    private static final Path RECORDED = Path.of("src/test/resources/emqx-5.8.9/push");
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final List<String> ENDPOINTS = List.of("stats", "auth", "data_integration");

    @TempDir
    static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static RecordingGateway gateway;
    private static RecordingGateway ofEnvironment;
    private static SidecarCluster sidecars;

    /** The environment names a proxy in every way that programs and Java know: none is used. */
    @BeforeAll
    static void start() throws Exception {
        gateway = new RecordingGateway();
        ofEnvironment = new RecordingGateway();
        Path node = node();
        ReplayServer broker = ReplayedCluster.await(ReplayServer.start(VERTX, 0, node));
        String proxy = ofEnvironment.url();
        String java =
                "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=%1$d -Dhttp.nonProxyHosts= -Djava.net.useSystemProxies=true"
                        .formatted(ofEnvironment.port());
        Place place = new Place(
                "127.0.0.1",
                List.of(
                        "env",
                        "http_proxy=" + proxy,
                        "HTTP_PROXY=" + proxy,
                        "https_proxy=" + proxy,
                        "HTTPS_PROXY=" + proxy,
                        "all_proxy=" + proxy,
                        "JAVA_TOOL_OPTIONS=" + java));
        sidecars = SidecarCluster.start(
                List.of(place),
                i -> "source { type = emqx, url = \"" + broker.url() + "\", api_key = key, api_secret = secret }\n");
    }

    @AfterAll
    static void stop() throws Exception {
        if (sidecars != null) {
            sidecars.close();
        }
        gateway.close();
        ofEnvironment.close();
        ReplayedCluster.await(VERTX.close());
    }

    /** A broker with the three pages that EMQX pushed as one, each ended by a blank line. */
    private static Path node() throws IOException {
        Path node = Files.createDirectory(directory.resolve("node"));
        Path quiet = Path.of("src/test/resources/emqx-5.8.9/quiet/node1");
        for (String file : List.of("status.json", "nodes.json")) {
            Files.copy(quiet.resolve(file), node.resolve(file));
        }
        String[] pages = body().split("\n\n");
        assertThat(pages).hasSameSizeAs(ENDPOINTS);
        for (int i = 0; i < pages.length; i++) {
            Files.writeString(node.resolve(ENDPOINTS.get(i) + ".node.txt"), pages[i] + "\n\n");
        }
        return node;
    }

    private static String body() throws IOException {
        return Files.readString(RECORDED.resolve("put-3s.001.request-body.txt"));
    }

    /** What EMQX sent, as the recorder would have kept it. */
    private static RecordedRequest recorded(String name) throws IOException {
        String head =
                Files.readString(RECORDED.resolve(name + ".001.request-headers.txt"), StandardCharsets.ISO_8859_1);
        return new RecordedRequest(1, 0, head.stripTrailing() + "\r\n\r\n", new byte[0]);
    }

    /** The settings of EMQX's recording, with the recorder in the place of its server. */
    private static JsonObject settings(String name) throws IOException {
        JsonObject push = new JsonObject(Files.readString(RECORDED.resolve(name + ".config.body.json")))
                .getJsonObject("push_gateway");
        return push.put("url", push.getString("url").replace("http://127.0.0.1:9091", gateway.url()))
                .put("interval", "1s")
                .put("endpoints", new JsonArray(ENDPOINTS));
    }

    private static void put(JsonObject push) throws Exception {
        var answer = LonelyPusher.put(sidecars.get(0), push);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The first push under settings that no push before had. */
    private static RecordedRequest pushed(JsonObject settings) throws Exception {
        // Nobody pushes now, and the group of the push before is gone.
        put(new JsonObject());
        long now = System.nanoTime();
        put(settings);
        return gateway.awaitPush(now, PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"put-3s", "post-headers-2s", "jobname-2s"})
    void theRequest_isEmqxs_butForTheListedDifferences(String name) throws Exception {
        RecordedRequest emqx = recorded(name);
        RecordedRequest ours = pushed(settings(name));

        assertThat(ours.complaints()).isEmpty();
        assertThat(ours.method()).isEqualTo(emqx.method());
        assertThat(ours.target())
                .isEqualTo(
                        emqx.target().replace("//metrics", "/metrics").replace("/emqxcl/", "/" + clusterName() + "/"));
        Map<String, String> expected = headers(emqx);
        expected.remove("te");
        expected.put("connection", "close");
        expected.put("host", "127.0.0.1:" + gateway.port());
        expected.put("content-length", Integer.toString(ours.body().length));
        Map<String, String> headers = headers(ours);
        assertThat(headers.remove("user-agent")).matches("brokertally/\\S+");
        assertThat(headers).isEqualTo(expected);
        assertThat(gateway.surplus()).isZero();
    }

    private static String clusterName() throws IOException {
        Matcher name = Pattern.compile("cluster \\{ name = \"([^\"]+)\"")
                .matcher(sidecars.get(0).configuration());
        assertThat(name.find()).isTrue();
        return name.group(1);
    }

    private static Map<String, String> headers(RecordedRequest request) {
        Map<String, String> headers = new TreeMap<>();
        request.headerNames().forEach(name -> headers.put(name.toLowerCase(Locale.ROOT), request.header(name)));
        return headers;
    }

    @Test
    void theBody_hasEmqxsSamples_andTypes() throws Exception {
        RecordedRequest ours = pushed(settings("put-3s"));

        Map<String, Double> samples = Samples.of(ours.text());
        samples.keySet().removeIf(series -> series.startsWith("brokertally_"));
        assertThat(samples).isEqualTo(Samples.of(body())).hasSizeGreaterThan(200);
        Map<String, String> types = types(ours.text());
        types.keySet().removeIf(family -> family.startsWith("brokertally_"));
        Map<String, String> emqx = types(body());
        emqx.keySet().removeIf(family -> samples.keySet().stream()
                .noneMatch(series -> series.split("\\{")[0].equals(family)));
        assertThat(types).isEqualTo(emqx);
        assertThat(ours.text()).doesNotContain("\n\n").endsWith("\n").doesNotContain("\r");
    }

    private static Map<String, String> types(String page) {
        Map<String, String> types = new TreeMap<>();
        Matcher type = TYPE.matcher(page);
        while (type.find()) {
            assertThat(types.put(type.group(1), type.group(2)))
                    .as(type.group(1))
                    .isNull();
        }
        return types;
    }

    @Test
    void withoutEndpoints_onlyStatsArePushed() throws Exception {
        JsonObject settings = settings("put-3s");
        settings.remove("endpoints");

        Map<String, Double> samples = Samples.of(pushed(settings).text());

        samples.keySet().removeIf(series -> series.startsWith("brokertally_"));
        assertThat(samples).isEqualTo(Samples.of(body().split("\n\n")[0]));
    }

    @Test
    void userAndPasswordOfTheUrl_becomeHttpBasic_unlessAuthorizationIsConfigured() throws Exception {
        String url = gateway.url().replace("http://", "http://me:p%40ss@");
        String basic = Base64.getEncoder().encodeToString("me:p@ss".getBytes(StandardCharsets.UTF_8));

        assertThat(pushed(settings("put-3s").put("url", url)).header("authorization"))
                .isEqualTo("Basic " + basic);
        assertThat(pushed(settings("post-headers-2s").put("url", url)).header("authorization"))
                .isEqualTo("Basic YWJjOmRlZg==");
    }

    @Test
    void aConfiguredProxy_getsTheWholeUrl_thoseOfTheEnvironmentNothing() throws Exception {
        try (RecordingGateway proxy = new RecordingGateway()) {
            long now = System.nanoTime();
            put(settings("put-3s").put("proxy", proxy.url().replace("http://", "http://user:secret@")));
            RecordedRequest push = proxy.awaitPush(now, PATIENCE);

            assertThat(push.requestLine())
                    .isEqualTo("PUT " + gateway.url() + "/metrics/job/emqx1/instance/emqx1~127.0.0.1 HTTP/1.1");
            assertThat(push.header("host")).isEqualTo("127.0.0.1:" + gateway.port());
            assertThat(push.header("proxy-authorization")).isEqualTo("Basic dXNlcjpzZWNyZXQ=");
        } finally {
            put(new JsonObject());
        }
        assertThat(ofEnvironment.accepted()).isZero();
    }

    @Test
    void overTls_withTheAuthorityAndTheClientCertificateThatAreConfigured() throws Exception {
        TestCertificate server = TestCertificate.make(directory, "EC");
        TestCertificate client = TestCertificate.make(directory, "EC");
        Path own = Files.createDirectory(directory.resolve("client"));
        client.write(own);
        server.writeCertificate(directory.resolve("authority.pem"));
        try (RecordingGateway secured = new RecordingGateway()) {
            secured.speakTls(context(server.keys(), client));
            long now = System.nanoTime();
            put(settings("put-3s")
                    .put("url", "https://127.0.0.1:" + secured.port())
                    .put(
                            "tls",
                            new JsonObject()
                                    .put(
                                            "ca_file",
                                            directory.resolve("authority.pem").toString())
                                    .put("cert_file", own.resolve("cert.pem").toString())
                                    .put("key_file", own.resolve("key.pem").toString())));
            RecordedRequest push = secured.awaitPush(now, PATIENCE);

            assertThat(push.requestLine()).isEqualTo("PUT /metrics/job/emqx1/instance/emqx1~127.0.0.1 HTTP/1.1");
            assertThat(secured.lastClient()).isEqualTo(client.certificate());
        } finally {
            put(new JsonObject());
        }
    }

    private static SSLContext context(KeyManager[] keys, TestCertificate client) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", client.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }
}
