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

    private TlsWords() {}

    /** Words for an exception, not for its causes; empty when it says nothing about TLS that is known. */
    static Optional<String> of(Throwable error) {
        String kind = error.getClass().getSimpleName(); // Netty's have no door to this room
        if (kind.equals("NotSslRecordException")) {
            return Optional.of("it does not speak TLS");
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
            return Optional.of("its certificate is for another name");
        }
        if (message.equals("unable to find valid certification path to requested target")) {
            return Optional.of("its certificate is from no authority that is trusted");
        }
        Matcher alert = ALERT.matcher(message);
        return error instanceof SSLException && alert.matches()
                ? Optional.of("it refuses the handshake: " + alert.group(1))
                : Optional.empty();
    }
}
