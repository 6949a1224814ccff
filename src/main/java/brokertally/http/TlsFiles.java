package brokertally.http;

import brokertally.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * What was in the files of {@code http.tls} at one moment, PEM.
 *
 * @param certificate the server's certificate and those between it and its authority
 * @param key its private key
 * @param clientCa whose clients are let in; empty: clients need no certificate
 */
record TlsFiles(Buffer certificate, Buffer key, Optional<Buffer> clientCa) {
    /** More than any chain or list of authorities needs; a device file must not fill the heap. */
    private static final int MAX_BYTES = 1 << 20;

    private static final String[] KEY_TYPES = {"EC", "RSA", "EdDSA", "RSASSA-PSS"};

    /** True when the server is to speak TLS; throws {@link TlsFailure} for settings that do not go together. */
    static boolean wanted(Settings.HttpTls tls) throws TlsFailure {
        if (tls.certFile().isPresent() != tls.keyFile().isPresent()) {
            throw new TlsFailure("http.tls needs both cert_file and key_file");
        }
        if (tls.certFile().isEmpty() && tls.clientCaFile().isPresent()) {
            throw new TlsFailure("http.tls.client_ca_file without cert_file and key_file");
        }
        return tls.certFile().isPresent();
    }

    /** Reads them; blocks. */
    static TlsFiles read(Settings.HttpTls tls) throws TlsFailure {
        Buffer certificate = read("cert_file", tls.certFile().orElseThrow());
        Buffer key = read("key_file", tls.keyFile().orElseThrow());
        Optional<Buffer> clientCa = tls.clientCaFile().isEmpty()
                ? Optional.empty()
                : Optional.of(read("client_ca_file", tls.clientCaFile().get()));
        return new TlsFiles(certificate, key, clientCa);
    }

    /** Reads the file of one setting. */
    static Buffer read(String setting, String file) throws TlsFailure {
        String where = "http.tls." + setting + " '" + file + "': ";
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new TlsFailure(where + "larger than " + MAX_BYTES + " bytes");
            }
            return Buffer.buffer(bytes);
        } catch (NoSuchFileException e) {
            throw new TlsFailure(where + "no such file");
        } catch (TlsFailure e) {
            throw e;
        } catch (IOException e) {
            throw new TlsFailure(where + "cannot be read: " + e);
        }
    }

    PemKeyCertOptions identity() {
        return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }

    Optional<PemTrustOptions> clients() {
        return clientCa.map(authorities -> new PemTrustOptions().addCertValue(authorities));
    }

    /**
     * Checks what a server would only meet at its first handshake: that the key is the certificate's, and that there are
     * authorities for clients. Blocks.
     *
     * @return when the certificate expires
     */
    Instant check(Vertx vertx) throws TlsFailure {
        checkClients(vertx);
        try {
            X509KeyManager keys =
                    (X509KeyManager) identity().getKeyManagerFactory(vertx).getKeyManagers()[0];
            String alias = Arrays.stream(KEY_TYPES)
                    .map(type -> keys.getServerAliases(type, null))
                    .filter(Objects::nonNull)
                    .flatMap(Stream::of)
                    .findFirst()
                    .orElseThrow(() -> new TlsFailure("http.tls.key_file: not a key that TLS can use"));
            X509Certificate own = keys.getCertificateChain(alias)[0];
            if (!belongTogether(keys.getPrivateKey(alias), own)) {
                throw new TlsFailure("http.tls.key_file is not the key of the certificate in http.tls.cert_file");
            }
            return own.getNotAfter().toInstant();
        } catch (TlsFailure e) {
            throw e;
        } catch (Exception e) {
            throw new TlsFailure("http.tls.cert_file and key_file: " + reason(e));
        }
    }

    private void checkClients(Vertx vertx) throws TlsFailure {
        if (clients().isEmpty()) {
            return;
        }
        try {
            TrustManager[] trust = clients().get().getTrustManagerFactory(vertx).getTrustManagers();
            if (((X509TrustManager) trust[0]).getAcceptedIssuers().length == 0) {
                throw new TlsFailure("http.tls.client_ca_file: no certificate in it");
            }
        } catch (TlsFailure e) {
            throw e;
        } catch (Exception e) {
            throw new TlsFailure("http.tls.client_ca_file: " + reason(e));
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(text);
        return signature.verify(signed);
    }

    /** Never what is in the key. */
    @Override
    public String toString() {
        return "TlsFiles";
    }
}
