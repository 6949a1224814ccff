package brokertally.push;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What is wrong with TLS, in words of our own. */
final class TlsWords {
    /** The names of alerts are a closed list of the JDK (RFC 8446 §6). */
    private static final Pattern ALERT = Pattern.compile("(?:\\([a-z_]+\\) )?Received fatal alert: ([a-z_]+)");

    private static final String UNTRUSTED = "its certificate comes from no authority that is trusted; see tls.ca_file";

    private TlsWords() {}

    /** Words for an exception when no cause of it says more. */
    static Optional<String> ofPath(Throwable error) {
        return String.valueOf(error.getMessage()).startsWith("PKIX path ") ? Optional.of(UNTRUSTED) : Optional.empty();
    }

    /** Words for an exception, not for its causes; empty when it says nothing about TLS that is known. */
    static Optional<String> of(Throwable error) {
        String kind = error.getClass().getSimpleName(); // Netty's have no door to this room
        if (kind.equals("NotSslRecordException")) {
            return Optional.of("it does not speak TLS; write http:// in url");
        }
        if (kind.equals("SslHandshakeTimeoutException")) {
            return Optional.of("no TLS handshake in time");
        }
        if (error instanceof CertificateExpiredException) {
            return Optional.of("its certificate has expired");
        }
        if (error instanceof CertificateNotYetValidException) {
            return Optional.of("its certificate is not valid yet");
        }
        return ofMessage(error, String.valueOf(error.getMessage()));
    }

    private static Optional<String> ofMessage(Throwable error, String message) {
        if (error instanceof CertificateException
                && (message.startsWith("No name matching") || message.startsWith("No subject alternative"))) {
            return Optional.of("its certificate is not for the host of url");
        }
        if (message.equals("unable to find valid certification path to requested target")) {
            return Optional.of(UNTRUSTED);
        }
        Matcher alert = ALERT.matcher(message);
        return error instanceof SSLException && alert.matches()
                ? Optional.of(ofAlert(alert.group(1)))
                : Optional.empty();
    }

    private static String ofAlert(String name) {
        String remedy =
                switch (name) {
                    case "bad_certificate", "certificate_required" ->
                        "it asks for a certificate, or refuses the one shown; see tls.cert_file";
                    case "unknown_ca", "certificate_unknown", "unsupported_certificate", "access_denied" ->
                        "it refuses the certificate shown; see tls.cert_file";
                    case "certificate_expired", "certificate_revoked" ->
                        "the certificate shown has expired or is revoked; see tls.cert_file";
                    case "decrypt_error" -> "it refuses the certificate shown; is tls.key_file its key?";
                    case "handshake_failure" ->
                        "it shares no cipher suite, or asks for a certificate; see tls.cert_file";
                    case "protocol_version" -> "it speaks neither TLS 1.2 nor TLS 1.3";
                    case "unrecognized_name" -> "it does not know the host of url";
                    default -> "it refuses the handshake";
                };
        return remedy + " (" + name + ")";
    }
}
