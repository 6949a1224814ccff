package brokertally.model;

import java.util.Locale;

/** Why a push, or the removal of a group, did not succeed. The words are the values of the label {@code reason}. */
public enum PushFailure {
    /** Nobody listens at the address. */
    REFUSED(0),
    /** The connection ended before the status of the answer was there. */
    RESET(1),
    /** No status within the time limit. */
    TIMEOUT(2),
    /** No TLS connection: the certificate is not trusted, or the other end speaks no TLS. */
    TLS(3),
    /** The name of the host has no address. */
    DNS(4),
    /** Nothing is sent to an address of this kind, e.g. a link-local one. */
    ADDRESS(5),
    /** A redirect; never followed. */
    REDIRECT(6),
    /** The peer wants other credentials (401, 403, 407). */
    AUTH(7),
    /** Any other status from 400 to 499: the peer does not take what was sent. */
    REJECTED(8),
    /** A status from 500 to 599. */
    SERVER_ERROR(9),
    /** Any other status that is no success. */
    STATUS(10),
    /** There is nothing to push: no page of this node or of the cluster could be made. */
    NO_PAGE(11),
    /** Anything else. */
    FAILED(12);

    private static final PushFailure[] ALL = values();
    private final byte code;

    PushFailure(int code) {
        this.code = (byte) code;
    }

    /** The label value, e.g. {@code server_error}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number that stands for it in sent bytes; never changes. */
    public byte code() {
        return code;
    }

    /** The one with this code; throws {@link IllegalArgumentException} when there is none. */
    public static PushFailure ofCode(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no push failure has code " + code);
        }
        return ALL[code];
    }
}
