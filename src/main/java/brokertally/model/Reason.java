package brokertally.model;

import java.util.Locale;

/** Why something is not there. The words are the values of the label {@code reason}. */
public enum Reason {
    /** Nothing is wrong. */
    NONE,
    /** Nobody has asked yet. */
    NOT_READ_YET,
    /** Nobody listens at the address. */
    REFUSED,
    /** No answer within the time limit. */
    TIMEOUT,
    /** The peer wants other credentials (401, 403, MQTT not authorized). */
    AUTH,
    /** An HTTP status other than 200 and 401, 403, 404. */
    STATUS,
    /** The path is unknown there (404). */
    NOT_FOUND,
    /** The answer cannot be read. */
    MALFORMED,
    /** The answer is over a limit. */
    TOO_LARGE,
    /** The answer has no series: the broker has only just started. */
    EMPTY,
    /** The member left the cluster in good order. */
    LEFT,
    /** The member vanished from the cluster. */
    LOST,
    /** It did not answer a moment ago and is not asked again for some seconds. */
    SKIPPED,
    /** Anything else, e.g. a broken connection. */
    FAILED;

    /** The label value, e.g. {@code too_large}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
