package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.PushUrl;
import brokertally.config.Settings;
import brokertally.http.TestCertificate;
import brokertally.model.PushFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CourierTlsTest {
    private static final List<String> NAMES = List.of("server", "client", "other");

    private final Vertx vertx = Vertx.vertx();
    private Courier courier;

    @TempDir
    private static Path made;

    @TempDir
    private Path dir;

    @BeforeAll
    static void make() throws Exception {
        for (String name : NAMES) {
            TestCertificate.make(made, "EC").write(Files.createDirectory(made.resolve(name)));
        }
    }

    /** Each test has its own copies, which it may change. */
    @BeforeEach
    void open() throws Exception {
        courier = new Courier(vertx, "1.2.3");
        for (String name : NAMES) {
            Files.createDirectory(dir.resolve(name));
            for (String file : List.of("cert.pem", "key.pem")) {
                Files.copy(made.resolve(name).resolve(file), dir.resolve(name).resolve(file));
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        courier.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private String file(String name, String what) {
        return dir.resolve(name).resolve(what + ".pem").toString();
    }

    private GatewayServer gateway(ClientAuth clients) throws Exception {
        return gateway("127.0.0.1", clients);
    }

    private GatewayServer gateway(String host, ClientAuth clients) throws Exception {
        return new GatewayServer(
                vertx,
                new HttpServerOptions()
                        .setHost(host)
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(file("server", "cert"))
                                .setKeyPath(file("server", "key")))
                        .setClientAuth(clients)
                        .setTrustOptions(new PemTrustOptions().addCertPath(file("client", "cert"))));
    }

    private static Settings.PushTls trusting(String authority) {
        return new Settings.PushTls(Optional.of(authority), Optional.empty(), Optional.empty());
    }

    private Settings.PushTls showing(String name) {
        return new Settings.PushTls(
                Optional.of(file("server", "cert")), Optional.of(file(name, "cert")), Optional.of(file(name, "key")));
    }

    private Outcome send(String url, Settings.PushTls tls) throws Exception {
        Settings.PushTransport transport = new Settings.PushTransport(false, Optional.empty(), tls);
        Target target = new Target(PushUrl.of(url), "job/emqx", Map.of(), transport);
        return Future.<Outcome>future(promise -> vertx.runOnContext(v ->
                        courier.send(Parcel.delete(target), 5_000).outcome().onComplete(promise)))
                .await(30, TimeUnit.SECONDS);
    }

    private static PushFailure why(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).why();
    }

    @Test
    void aServerThatIsTrusted_isSpokenTo_byItsNameToo() throws Exception {
        try (GatewayServer gateway = gateway(ClientAuth.NONE)) {
            assertThat(send("https://127.0.0.1:" + gateway.port(), trusting(file("server", "cert"))))
                    .isEqualTo(new Outcome.Done());
            assertThat(send("https://localhost:" + gateway.port(), trusting(file("server", "cert"))))
                    .isEqualTo(new Outcome.Done());
        }
    }

    @Test
    void aServerThatNobodyVouchesFor_getsNothing() throws Exception {
        try (GatewayServer gateway = gateway(ClientAuth.NONE)) {
            Outcome untrusted = new Outcome.Failed(
                    PushFailure.TLS, "its certificate comes from no authority that is trusted; see tls.ca_file");
            Settings.PushTls none = new Settings.PushTls(Optional.empty(), Optional.empty(), Optional.empty());

            assertThat(send("https://127.0.0.1:" + gateway.port(), none)).isEqualTo(untrusted);
            assertThat(send("https://127.0.0.1:" + gateway.port(), trusting(file("other", "cert"))))
                    .isEqualTo(untrusted);
            assertThat(gateway.taken).isEmpty();
        }
    }

    @Test
    void aCertificateForAnotherName_isRefused() throws Exception {
        try (GatewayServer gateway = gateway("127.0.0.2", ClientAuth.NONE)) {
            Outcome there = send("https://127.0.0.2:" + gateway.port(), trusting(file("server", "cert")));

            assertThat(there)
                    .isEqualTo(new Outcome.Failed(PushFailure.TLS, "its certificate is not for the host of url"));
            assertThat(gateway.taken).isEmpty();
        }
    }

    @Test
    void aClientCertificate_isShown_andNewFilesAreReadAtOnce() throws Exception {
        try (GatewayServer gateway = gateway(ClientAuth.REQUIRED)) {
            String url = "https://127.0.0.1:" + gateway.port();

            assertThat(send(url, showing("client"))).isEqualTo(new Outcome.Done());
            assertThat(detail(send(url, trusting(file("server", "cert")))))
                    .contains("it asks for a certificate", "see tls.cert_file");
            assertThat(detail(send(url, showing("other")))).contains("refuses the", "see tls.cert_file");

            Files.copy(
                    dir.resolve("client/cert.pem"), dir.resolve("other/cert.pem"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    dir.resolve("client/key.pem"), dir.resolve("other/key.pem"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(send(url, showing("other"))).isEqualTo(new Outcome.Done());
        }
    }

    @Test
    void filesThatAreNotThere_areSaidByName() throws Exception {
        Outcome outcome =
                send("https://127.0.0.1:1", trusting(dir.resolve("none.pem").toString()));

        assertThat(why(outcome)).isEqualTo(PushFailure.TLS);
        assertThat(((Outcome.Failed) outcome).detail())
                .startsWith("prometheus.push_gateway.tls.ca_file '")
                .endsWith("none.pem' is not there");
    }

    @Test
    void filesThatAreNoCertificates_areTls() throws Exception {
        Files.writeString(dir.resolve("other/cert.pem"), "hello");
        Outcome outcome = send("https://127.0.0.1:1", trusting(file("other", "cert")));

        assertThat(why(outcome)).isEqualTo(PushFailure.TLS);
        assertThat(((Outcome.Failed) outcome).detail()).endsWith("cert.pem' has no certificate (PEM)");
        assertThat(why(send("https://127.0.0.1:1", showing("other")))).isEqualTo(PushFailure.TLS);
        TestCertificate.make(dir, "EC").writeCertificate(dir.resolve("other/cert.pem"));
        Files.writeString(dir.resolve("other/key.pem"), "hello");
        assertThat(send("https://127.0.0.1:1", showing("other"))).isEqualTo(keyFile("has no private key (PEM)"));
    }

    @Test
    void aKeyOfAnotherCertificate_isSaidBeforeItIsUsed() throws Exception {
        Files.copy(dir.resolve("client/key.pem"), dir.resolve("other/key.pem"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(send("https://127.0.0.1:1", showing("other")))
                .isEqualTo(keyFile("is not the key of the certificate in cert_file"));
    }

    private Outcome keyFile(String complaint) {
        return new Outcome.Failed(
                PushFailure.TLS, "prometheus.push_gateway.tls.key_file '" + file("other", "key") + "' " + complaint);
    }

    @Test
    void aServerWithoutTls_isSaid() throws Exception {
        try (GatewayServer plain = new GatewayServer(vertx, new HttpServerOptions().setHost("127.0.0.1"))) {
            assertThat(send("https://127.0.0.1:" + plain.port(), trusting(file("server", "cert"))))
                    .isEqualTo(new Outcome.Failed(PushFailure.TLS, "it does not speak TLS; write http:// in url"));
        }
    }

    private static String detail(Outcome outcome) {
        return ((Outcome.Failed) outcome).detail();
    }

    @Test
    @Timeout(20)
    void aPipeForAKeyFile_isRefusedBeforeItIsOpened() throws Exception {
        Path pipe = dir.resolve("pipe.pem");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        for (Path odd : new Path[] {pipe, dir, Path.of("/dev/zero")}) {
            Outcome.Failed failed = (Outcome.Failed) send("https://127.0.0.1:1", trusting(odd.toString()));

            assertThat(failed.why()).isEqualTo(PushFailure.TLS);
            assertThat(failed.detail())
                    .isEqualTo("prometheus.push_gateway.tls.ca_file '" + odd + "' is not a regular file");
        }
    }

    /** A connection that goes on behind the back of the push would be a second one beside the next push's. */
    @Test
    void aSilentHandshake_endsBeforeThePushDoes() throws Exception {
        try (RawGateway silent = new RawGateway(vertx, request -> Optional.empty())) {
            long before = System.nanoTime();
            Outcome outcome = send("https://127.0.0.1:" + silent.port(), trusting(file("server", "cert")));

            assertThat(why(outcome)).isEqualTo(PushFailure.TLS);
            silent.awaitClosed(1_000);
            assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
        }
    }

    @Test
    void aProxyThatIsSilent_isGivenUpBeforeThePushIs() throws Exception {
        try (RawGateway silent = new RawGateway(vertx, request -> Optional.empty())) {
            Settings.PushTransport transport = new Settings.PushTransport(
                    false,
                    Optional.of("http://127.0.0.1:" + silent.port()),
                    PushSettings.plain().tls());
            Target target = new Target(PushUrl.of("https://pg.invalid"), "job/emqx", Map.of(), transport);
            Outcome outcome = Future.<Outcome>future(promise -> vertx.runOnContext(v ->
                            courier.send(Parcel.delete(target), 3_000).outcome().onComplete(promise)))
                    .await(30, TimeUnit.SECONDS);

            assertThat(why(outcome)).isEqualTo(PushFailure.TIMEOUT);
            assertThat(((Outcome.Failed) outcome).detail()).contains("timeout");
            silent.awaitClosed(1_000);
        }
    }
}
