package brokertally.http;

import brokertally.config.Settings;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** Our settings in the server's words, with a limit on everything that a client chooses. */
final class ServerSettings {
    /** The longest query, and room for the path and the method. */
    static final int REQUEST_LINE_BYTES = Query.MAX_BYTES + 1024;

    static final int HEADER_BYTES = 16 * 1024;

    private ServerSettings() {}

    /** The options; throws {@link IllegalArgumentException} when certificate and key do not come together. */
    static HttpServerOptions of(Settings.Http http) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(http.host())
                .setPort(http.port())
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setAcceptBacklog(1024);
        return tls(options, http.tls());
    }

    private static HttpServerOptions tls(HttpServerOptions options, Settings.HttpTls tls) {
        if (tls.certFile().isEmpty() && tls.keyFile().isEmpty()) {
            if (tls.clientCaFile().isPresent()) {
                throw new IllegalArgumentException("http.tls.client_ca_file without cert_file and key_file");
            }
            return options;
        }
        if (tls.certFile().isEmpty() || tls.keyFile().isEmpty()) {
            throw new IllegalArgumentException("http.tls needs both cert_file and key_file");
        }
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(tls.certFile().get())
                        .addKeyPath(tls.keyFile().get()));
        tls.clientCaFile().ifPresent(path -> options.setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(path)));
        return options;
    }
}
