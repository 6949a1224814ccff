package brokertally.http;

import brokertally.config.Settings;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Our settings in the server's words, with a limit on everything that a client chooses. */
final class ServerSettings {
    /** The longest query, and room for the path and the method. */
    static final int REQUEST_LINE_BYTES = Query.MAX_BYTES + 1024;

    static final int HEADER_BYTES = 16 * 1024;

    /**
     * Left to itself the kernel keeps more than a megabyte for a client on a fast network, read or not. Enough for 2.5 MB/s
     * over a round trip of 100 ms.
     */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    private static final long HANDSHAKE_SECONDS = 5;

    /** Forward secrecy and authenticated encryption only; every scraper of the last ten years has one of them. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private ServerSettings() {}

    /** The options; with files for a server that speaks TLS. */
    static HttpServerOptions of(Settings.Http http, Optional<TlsFiles> files) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(http.host())
                .setPort(http.port())
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setAcceptBacklog(1024);
        files.ifPresent(present -> tls(options, present));
        return options;
    }

    private static void tls(HttpServerOptions options, TlsFiles files) {
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setKeyCertOptions(files.identity());
        SUITES.forEach(options::addEnabledCipherSuite);
        files.clients().ifPresent(authorities -> options.setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(authorities));
    }
}
