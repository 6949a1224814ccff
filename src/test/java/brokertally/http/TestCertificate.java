package brokertally.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A new key with a self-signed certificate for 127.0.0.1, which serves as server, client and authority. */
public record TestCertificate(KeyStore store) {
    private static final char[] PASSWORD = "for-the-test".toCharArray();

    /** Makes one with a key of this kind, e.g. {@code EC}; the directory is for scratch. */
    public static TestCertificate make(Path scratch, String algorithm) throws Exception {
        Path file = Files.createTempDirectory(scratch, "key").resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new AssertionError(said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return new TestCertificate(store);
    }

    public X509Certificate certificate() throws Exception {
        return (X509Certificate) store.getCertificate("a");
    }

    /** Writes {@code cert.pem} and {@code key.pem}. */
    public void write(Path directory) throws Exception {
        writeCertificate(directory.resolve("cert.pem"));
        writeKey(directory.resolve("key.pem"));
    }

    public void writeCertificate(Path file) throws Exception {
        pem(file, "CERTIFICATE", certificate().getEncoded());
    }

    public void writeKey(Path file) throws Exception {
        pem(file, "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
    }

    private static void pem(Path file, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    public KeyManager[] keys() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return keys.getKeyManagers();
    }

    /** A client that trusts these and shows {@code own}, or nothing when it is empty. */
    public static SSLContext client(KeyManager[] own, TestCertificate... trusted) throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            authorities.setCertificateEntry("t" + i, trusted[i].certificate());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, trust.getTrustManagers(), null);
        return context;
    }
}
