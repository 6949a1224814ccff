package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import brokertally.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with files as an administrator has them, and their replacement while the server runs (fault F24). */
class TlsIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private static Path scratch;

    private static TestCertificate first;
    private static TestCertificate second;

    @TempDir
    private Path dir;

    @BeforeAll
    static void makeCertificates() throws Exception {
        first = TestCertificate.make(scratch, "EC");
        second = TestCertificate.make(scratch, "RSA");
    }

    @BeforeEach
    void writeFirst() throws Exception {
        first.write(dir);
    }

    private Settings.HttpTls files(Optional<String> clientCa) {
        return new Settings.HttpTls(
                Optional.of(dir.resolve("cert.pem").toString()),
                Optional.of(dir.resolve("key.pem").toString()),
                clientCa);
    }

    private TestServer server() {
        return TestServer.start(files(Optional.empty()));
    }

    private static HttpClient client(KeyManager[] own) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(TestCertificate.client(own, first, second))
                .build();
    }

    private static HttpResponse<String> get(HttpClient client, TestServer server, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("https://127.0.0.1:" + server.port + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(TestServer server, KeyManager[] own) throws Exception {
        return get(client(own), server, "/api/v5/prometheus/stats");
    }

    /** The certificate that a new handshake is shown. */
    private static X509Certificate shown(TestServer server) {
        try (SSLSocket socket = (SSLSocket)
                TestCertificate.client(null, first, second).getSocketFactory().createSocket("127.0.0.1", server.port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String metric(TestServer server, String name) throws Exception {
        return get(client(null), server, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    @Test
    void scrape_overTls_speaksHttp11() throws Exception {
        try (TestServer server = server()) {
            HttpResponse<String> response = get(server, null);

            assertThat(response.body()).isEqualTo("a 1\n");
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            double expiry = Double.parseDouble(metric(server, "brokertally_tls_certificate_expiry_timestamp_seconds"));
            assertThat(expiry)
                    .isEqualTo(first.certificate().getNotAfter().toInstant().getEpochSecond());
        }
    }

    @Test
    void clientCa_wantsACertificate_ofThatAuthority() throws Exception {
        Path authority = dir.resolve("clients.pem");
        first.writeCertificate(authority);
        try (TestServer server = TestServer.start(files(Optional.of(authority.toString())))) {
            assertThatThrownBy(() -> get(server, null)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(server, second.keys())).isInstanceOf(IOException.class);
            assertThat(server.scraper.asked).isEmpty();
            assertThat(get(server, first.keys()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void clientCa_thatIsReplaced_shutsTheOthersOut_alsoOnOpenConnections() throws Exception {
        Path authority = dir.resolve("clients.pem");
        first.writeCertificate(authority);
        try (TestServer server = TestServer.start(files(Optional.of(authority.toString())))) {
            HttpClient kept = client(first.keys());
            assertThat(get(kept, server, "/live").statusCode()).isEqualTo(200);

            second.writeCertificate(authority);

            await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(() -> get(kept, server, "/live"))
                    .isInstanceOf(IOException.class));
            assertThat(get(server, second.keys()).statusCode()).isEqualTo(200);
        }
    }

    /** Fault F24: five rotations while four clients scrape, two on kept connections and two on new ones. */
    @Test
    void rotation_underLoad_losesNoScrape_andNewHandshakesShowTheNewCertificate() throws Exception {
        try (TestServer server = server()) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong scrapes = new AtomicLong();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean kept = i < 2;
                clients.add(CompletableFuture.runAsync(() -> scrapeUntil(done, server, kept, scrapes), command -> {
                    Thread thread = new Thread(command, "scraper");
                    thread.start();
                }));
            }
            for (int i = 0; i < 5; i++) {
                TestCertificate next = i % 2 == 0 ? second : first;
                next.write(dir);
                await().atMost(SOON).until(() -> shown(server).equals(next.certificate()));
            }
            done.set(true);

            clients.forEach(CompletableFuture::join);
            System.out.println("TlsIT: rotations=5 scrapes=" + scrapes + " lost=0");
            assertThat(scrapes.get()).isGreaterThan(100);
            assertThat(metric(server, "brokertally_tls_reloads_total")).isEqualTo("5");
        }
    }

    private static void scrapeUntil(AtomicBoolean done, TestServer server, boolean kept, AtomicLong scrapes) {
        try {
            HttpClient client = client(null);
            while (!done.get()) {
                if (!kept) {
                    client = client(null);
                }
                if (get(client, server, "/api/v5/prometheus/stats").statusCode() != 200) {
                    throw new AssertionError("not 200");
                }
                scrapes.incrementAndGet();
            }
        } catch (Exception e) {
            throw new AssertionError("a scrape was lost", e);
        }
    }

    @Test
    void badNewFiles_leaveTheOldOnes_andAreCountedOnceEach() throws Exception {
        try (TestServer server = server()) {
            Files.writeString(
                    dir.resolve("cert.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            failures(server, "1");
            second.writeCertificate(dir.resolve("cert.pem")); // and the key of the first
            failures(server, "2");
            Files.delete(dir.resolve("key.pem"));
            failures(server, "3");
            await().during(Duration.ofMillis(3 * TlsWatch.LOOK_MILLIS))
                    .atMost(SOON)
                    .until(() -> metric(server, "brokertally_tls_reload_failures_total")
                            .equals("3"));
            assertThat(shown(server)).isEqualTo(first.certificate());

            second.writeKey(dir.resolve("key.pem"));

            await().atMost(SOON).until(() -> shown(server).equals(second.certificate()));
        }
    }

    private static void failures(TestServer server, String expected) {
        await().atMost(SOON).until(() -> metric(server, "brokertally_tls_reload_failures_total")
                .equals(expected));
    }

    /** As Kubernetes replaces a mounted secret: a link that leads to another directory from one moment to the next. */
    @Test
    void rotation_byALinkThatMoves() throws Exception {
        Path one = Files.createDirectory(dir.resolve("one"));
        Path two = Files.createDirectory(dir.resolve("two"));
        first.write(one);
        second.write(two);
        Path data = Files.createSymbolicLink(dir.resolve("data"), one);
        Settings.HttpTls linked = new Settings.HttpTls(
                Optional.of(data.resolve("cert.pem").toString()),
                Optional.of(data.resolve("key.pem").toString()),
                Optional.empty());
        try (TestServer server = TestServer.start(linked)) {
            Path next = Files.createSymbolicLink(dir.resolve("next"), two);
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

            await().atMost(SOON).until(() -> shown(server).equals(second.certificate()));
        }
    }

    @Test
    void badFirstFiles_areRefused_withTheirName() throws Exception {
        second.writeKey(dir.resolve("key.pem"));
        assertThatThrownBy(this::server).hasStackTraceContaining("does not match");

        TestCertificate.make(scratch, "EC").writeKey(dir.resolve("key.pem"));
        assertThatThrownBy(this::server).hasStackTraceContaining("is not the key of the certificate");

        Files.writeString(dir.resolve("key.pem"), "nonsense");
        assertThatThrownBy(this::server).hasStackTraceContaining("http.tls.cert_file and key_file: ");

        Files.delete(dir.resolve("key.pem"));
        assertThatThrownBy(this::server).hasStackTraceContaining("key.pem': no such file");

        Settings.HttpTls half = new Settings.HttpTls(Optional.of("cert.pem"), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> TlsFiles.wanted(half)).hasMessageContaining("both cert_file and key_file");

        first.write(dir);
        Path empty = Files.createFile(dir.resolve("clients.pem"));
        assertThatThrownBy(() -> TestServer.start(files(Optional.of(empty.toString()))))
                .hasStackTraceContaining("http.tls.client_ca_file");
    }
}
