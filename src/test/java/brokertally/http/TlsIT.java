package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with files as an administrator has them; one self-signed certificate serves as server, client and authority. */
class TlsIT {
    private static final char[] PASSWORD = "for-the-test".toCharArray();

    @TempDir
    private static Path dir;

    private static KeyStore store;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = dir.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Key key = store.getKey("a", PASSWORD);
        pem("cert.pem", "CERTIFICATE", store.getCertificate("a").getEncoded());
        pem("key.pem", "PRIVATE KEY", key.getEncoded());
    }

    private static void pem(String name, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                dir.resolve(name), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private static Settings.HttpTls files(Optional<String> clientCa) {
        return new Settings.HttpTls(
                Optional.of(dir.resolve("cert.pem").toString()),
                Optional.of(dir.resolve("key.pem").toString()),
                clientCa);
    }

    private static HttpResponse<String> get(TestServer server, KeyManager[] keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        URI uri = URI.create("https://127.0.0.1:" + server.port + "/api/v5/prometheus/stats");
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static KeyManager[] clientKeys() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return keys.getKeyManagers();
    }

    @Test
    void scrape_overTls_speaksHttp11() throws Exception {
        try (TestServer server = TestServer.start(files(Optional.empty()))) {
            HttpResponse<String> response = get(server, null);

            assertThat(response.body()).isEqualTo("a 1\n");
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void clientCa_wantsACertificate() throws Exception {
        try (TestServer server =
                TestServer.start(files(Optional.of(dir.resolve("cert.pem").toString())))) {
            assertThatThrownBy(() -> get(server, null)).isInstanceOf(IOException.class);
            assertThat(server.scraper.asked).isEmpty();
            assertThat(get(server, clientKeys()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void certificateWithoutKey_isRefused() {
        Settings.HttpTls half = new Settings.HttpTls(Optional.of("cert.pem"), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> ServerSettings.of(new Settings.Http("127.0.0.1", 0, half)))
                .hasMessageContaining("both cert_file and key_file");
    }
}
