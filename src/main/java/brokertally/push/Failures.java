package brokertally.push;

import brokertally.model.PushFailure;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** The kind of failure behind a status or an exception. */
final class Failures {
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
        if (cause instanceof ConnectException) {
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

    private static boolean isReset(Throwable cause) {
        return cause instanceof IOException && (says(cause, "reset") || says(cause, "Broken pipe"));
    }

    private static boolean says(Throwable cause, String words) {
        return cause.getMessage() != null && cause.getMessage().contains(words);
    }

    /** For the log: what happened. */
    static String detail(Throwable error) {
        String message = error.getMessage();
        return error.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
}
