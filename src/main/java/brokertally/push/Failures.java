package brokertally.push;

import brokertally.model.PushFailure;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The kind of failure behind a status or an exception. */
final class Failures {
    private static final Pattern STATUS = Pattern.compile(", status: ([0-9]{3})\\b");

    /** Some exceptions are their own cause, by way of others. */
    private static final int MOST_CAUSES = 20;

    private Failures() {}

    /** The kind behind a status that is no success. */
    static PushFailure ofStatus(int status) {
        return switch (status / 100) {
            case 3 -> PushFailure.REDIRECT;
            case 4 -> status == 401 || status == 403 || status == 407 ? PushFailure.AUTH : PushFailure.REJECTED;
            case 5 -> PushFailure.SERVER_ERROR;
            default -> PushFailure.STATUS;
        };
    }

    /** The kind behind an exception; of its causes the first that says one. */
    static PushFailure of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            PushFailure kind = kind(cause);
            if (kind != PushFailure.FAILED) {
                return kind;
            }
        }
        return PushFailure.FAILED;
    }

    private static PushFailure kind(Throwable cause) {
        if (cause instanceof SSLException) {
            return PushFailure.TLS;
        }
        if (isOfProxy(cause)) {
            return proxyStatus(cause)
                    .map(Failures::ofStatus)
                    .orElse(says(cause, ", timeout") ? PushFailure.TIMEOUT : PushFailure.REFUSED);
        }
        if (cause instanceof ConnectException || isUnreachable(cause)) {
            // Netty's time limit of a connection is one of these too
            return isTimeout(cause) ? PushFailure.TIMEOUT : PushFailure.REFUSED;
        }
        if (cause instanceof UnknownHostException) {
            return PushFailure.DNS;
        }
        if (cause instanceof TimeoutException) {
            return PushFailure.TIMEOUT;
        }
        return cause instanceof HttpClosedException || isReset(cause) ? PushFailure.RESET : PushFailure.FAILED;
    }

    private static boolean isTimeout(Throwable cause) {
        return cause.getClass().getSimpleName().contains("Timeout") || says(cause, "timed out");
    }

    /** Netty's, which has no door to this room. */
    private static boolean isOfProxy(Throwable cause) {
        return cause.getClass().getSimpleName().endsWith("ProxyConnectException");
    }

    private static boolean isUnreachable(Throwable cause) {
        return cause instanceof NoRouteToHostException
                || cause instanceof SocketException && says(cause, "unreachable");
    }

    /** What a proxy answers that makes no tunnel; what it says with it is left out. */
    private static Optional<Integer> proxyStatus(Throwable cause) {
        Matcher status = STATUS.matcher(String.valueOf(cause.getMessage()));
        return status.find() ? Optional.of(Integer.valueOf(status.group(1))) : Optional.empty();
    }

    private static boolean isReset(Throwable cause) {
        return cause instanceof IOException && (says(cause, "reset") || says(cause, "Broken pipe"));
    }

    private static boolean says(Throwable cause, String words) {
        return cause.getMessage() != null && cause.getMessage().contains(words);
    }

    /**
     * What happened, without anything that the other side has said: messages of Netty and of the JDK hold parts of what they could not
     * read, and names from certificates.
     */
    static String plainly(Throwable error) {
        return known(error).orElse(error.getClass().getSimpleName());
    }

    /** For the log: what happened, in words of our own or else in those of what lies at the bottom. */
    static String detail(Throwable error) {
        return known(error).orElseGet(() -> {
            Throwable root = causes(error).reduce(error, (outer, inner) -> inner);
            String message = root.getMessage();
            return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
        });
    }

    private static Optional<String> known(Throwable error) {
        return causes(error).flatMap(cause -> words(cause).stream()).findFirst().or(() -> causes(error)
                .flatMap(cause -> TlsWords.ofPath(cause).stream())
                .findFirst());
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }

    private static Optional<String> words(Throwable cause) {
        if (isOfProxy(cause)) {
            String timeout = says(cause, ", timeout") ? ", timeout" : "";
            return Optional.of("no tunnel from the proxy"
                    + proxyStatus(cause).map(status -> ", status " + status).orElse(timeout));
        }
        if (cause instanceof HttpClosedException) {
            return Optional.of("it closed the connection without an answer");
        }
        // The system's words, with the address that we have looked up.
        return cause instanceof ConnectException || isUnreachable(cause)
                ? Optional.ofNullable(cause.getMessage())
                : TlsWords.of(cause);
    }
}
