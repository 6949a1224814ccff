package brokertally.model;

import java.util.Locale;

/** Why something is not there. The words are the values of the label {@code reason}. */
public enum Reason {
    /** Nothing is wrong. */
    NONE(0),
    /** Nobody has asked yet. */
    NOT_READ_YET(1),
    /** Nobody listens at the address. */
    REFUSED(2),
    /** No answer within the time limit. */
    TIMEOUT(3),
    /** The peer wants other credentials (401, 403, MQTT not authorized). */
    AUTH(4),
    /** An HTTP status other than 200 and 401, 403, 404. */
    STATUS(5),
    /** The path is unknown there (404). */
    NOT_FOUND(6),
    /** The answer cannot be read. */
    MALFORMED(7),
    /** The answer is over a limit. */
    TOO_LARGE(8),
    /** The answer has no series: the broker has only just started. */
    EMPTY(9),
    /** The member left the cluster in good order. */
    LEFT(10),
    /** The member vanished from the cluster. */
    LOST(11),
    /** It did not answer a moment ago and is not asked again for some seconds. */
    SKIPPED(12),
    /** Anything else, e.g. a broken connection. */
    FAILED(13);

    private static final Reason[] ALL = values();
    private final byte code;

    Reason(int code) {
        this.code = (byte) code;
    }

    /** The label value, e.g. {@code too_large}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number that stands for it in stored and sent bytes; never changes. */
    public byte code() {
        return code;
    }

    /** The one with this code; throws {@link IllegalArgumentException} when there is none. */
    public static Reason ofCode(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no reason has code " + code);
        }
        return ALL[code];
    }
}
