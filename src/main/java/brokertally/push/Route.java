package brokertally.push;

import brokertally.config.PushUrl;
import brokertally.config.Settings;
import brokertally.model.PushFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way to a target, found anew for each request: names may mean other addresses than a moment ago, files may hold other keys.
 *
 * @param addresses of the Pushgateway, or of the proxy when there is one; each may be spoken to; not empty
 * @param tls what the target is to show and to be shown; empty for plain text
 */
record Route(List<InetAddress> addresses, Optional<ClientSSLOptions> tls) {
    /** More than any chain or list of authorities needs; a device file must not fill the heap. */
    private static final int MAX_BYTES = 1 << 20;

    Route {
        addresses = List.copyOf(addresses);
    }

    /** Why there is no way. */
    static final class Closed extends IOException {
        private static final long serialVersionUID = 1L;
        private final PushFailure why;

        Closed(PushFailure why, String message) {
            super(message);
            this.why = why;
        }

        PushFailure why() {
            return why;
        }
    }

    /** Finds it; blocks, perhaps for as long as the name service takes. */
    static Route to(Target target) throws Closed {
        PushUrl first = target.proxy().orElse(target.url());
        Optional<ClientSSLOptions> tls =
                target.url().tls() ? Optional.of(tls(target.transport().tls())) : Optional.empty();
        return new Route(addresses(first.host()), tls);
    }

    /** One forbidden address closes the whole name: whoever controls the name would choose which one is used. */
    private static List<InetAddress> addresses(String host) throws Closed {
        try {
            List<InetAddress> all = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                Optional<String> why = PushUrl.forbidden(address);
                if (why.isPresent()) {
                    throw new Closed(PushFailure.ADDRESS, host + " is " + address.getHostAddress() + ", " + why.get());
                }
                all.add(address);
            }
            return all;
        } catch (UnknownHostException e) {
            throw new Closed(PushFailure.DNS, "the name " + host + " has no address");
        }
    }

    private static ClientSSLOptions tls(Settings.PushTls files) throws Closed {
        ClientSSLOptions options = new ClientSSLOptions()
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustAll(false)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        if (files.caFile().isPresent()) {
            options.setTrustOptions(new PemTrustOptions()
                    .addCertValue(certificates("ca_file", files.caFile().get())));
        }
        if (files.certFile().isPresent() && files.keyFile().isPresent()) {
            options.setKeyCertOptions(
                    shown(files.certFile().get(), files.keyFile().get()));
        }
        return options;
    }

    private static PemKeyCertOptions shown(String certFile, String keyFile) throws Closed {
        Buffer certificates = certificates("cert_file", certFile);
        Buffer key = pem("key_file", keyFile);
        Optional<String> complaint = ClientKey.complaint(key.getBytes(), certificates.getBytes());
        if (complaint.isPresent()) {
            throw new Closed(PushFailure.TLS, where("key_file", keyFile) + complaint.get());
        }
        return new PemKeyCertOptions().addCertValue(certificates).addKeyValue(key);
    }

    private static Buffer certificates(String setting, String file) throws Closed {
        Buffer pem = pem(setting, file);
        try {
            boolean none = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes()))
                    .isEmpty();
            if (!none) {
                return pem;
            }
        } catch (CertificateException e) {
            // the same to who has to mend the file
        }
        throw new Closed(PushFailure.TLS, where(setting, file) + "has no certificate (PEM)");
    }

    private static String where(String setting, String file) {
        return "prometheus.push_gateway.tls." + setting + " '" + file + "' ";
    }

    private static Buffer pem(String setting, String file) throws Closed {
        String where = where(setting, file);
        try {
            Path path = Path.of(file);
            // Whoever opens a pipe waits for its other end.
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw new Closed(PushFailure.TLS, where + "is not a regular file");
            }
            return read(where, path);
        } catch (NoSuchFileException e) {
            throw new Closed(PushFailure.TLS, where + "is not there");
        } catch (Closed e) {
            throw e;
        } catch (IOException e) {
            throw new Closed(PushFailure.TLS, where + "cannot be read: " + e);
        }
    }

    private static Buffer read(String where, Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Closed(PushFailure.TLS, where + "is larger than " + MAX_BYTES + " bytes");
            }
            return Buffer.buffer(bytes);
        }
    }
}
