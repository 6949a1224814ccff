package brokertally.http;

/** A request that the client has to change; the message names the parameter, the value and what is allowed. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 64;

    BadRequest(String message) {
        super(message, null, false, false);
    }

    /** The value as it is shown in messages: in quotes, and cut when it is long. */
    static String quoted(String value) {
        return value.length() <= SHOWN ? "'" + value + "'" : "'" + value.substring(0, SHOWN) + "'…";
    }
}
