package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The key of a cluster as {@code scripts/make-cluster-keys} makes it. */
record ClusterKeys(Path keystore, String password) {

    /** Runs the script into a new directory. */
    static ClusterKeys make(Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("scripts/make-cluster-keys", directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        String password = Files.readString(directory.resolve("cluster.password"));
        assertThat(said).doesNotContain(password);
        return new ClusterKeys(directory.resolve("cluster.p12"), password);
    }

    /** What a sidecar is configured with. */
    String settings() {
        return "cluster { tls { keystore_file = \"%s\", keystore_password = \"%s\" } }\n".formatted(keystore, password);
    }

    /** A client that shows this key and takes any server. */
    SSLContext client() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), List.of(ANY).toArray(TrustManager[]::new), null);
        return context;
    }

    /** A client that shows no key and takes any server. */
    static SSLContext clientWithoutKey() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, List.of(ANY).toArray(TrustManager[]::new), null);
        return context;
    }

    private static final X509TrustManager ANY = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };
}
