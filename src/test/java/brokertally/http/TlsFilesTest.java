package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of a private key that people have. */
class TlsFilesTest {
    private static final String PRIME256V1 = "a00a06082a8648ce3d030107";

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static byte[] der(Path pem) throws Exception {
        String text = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(text);
    }

    private Instant expiryWith(String form, byte[] key) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        Path file = Files.writeString(
                directory.resolve("other.pem"),
                "-----BEGIN " + form + "-----\n" + body + "\n-----END " + form + "-----\n");
        Settings.HttpTls tls = new Settings.HttpTls(
                Optional.of(directory.resolve("cert.pem").toString()), Optional.of(file.toString()), Optional.empty());
        return TlsFiles.read(tls).check(vertx);
    }

    @Test
    void pkcs1_isTaken() throws Exception {
        TestCertificate.make(directory, "RSA").write(directory);
        byte[] pkcs8 = der(directory.resolve("key.pem"));
        // a sequence, a version, the algorithm, and then the PKCS#1 form as it is
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

        assertThat(expiryWith("RSA PRIVATE KEY", pkcs1)).isAfter(Instant.now());
    }

    @Test
    void sec1_isTaken() throws Exception {
        TestCertificate made = TestCertificate.make(directory, "EC");
        made.write(directory);
        String pkcs8 = HexFormat.of().formatHex(der(directory.resolve("key.pem")));
        int secret = pkcs8.indexOf("0201010420") + "0201010420".length();
        String sec1 = "30310201010420" + pkcs8.substring(secret, secret + 64) + PRIME256V1;

        assertThat(expiryWith("EC PRIVATE KEY", HexFormat.of().parseHex(sec1))).isAfter(Instant.now());
    }
}
