package brokertally.wire;

/** Bytes that are no message of ours: where and what. */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int offset;

    public WireException(int offset, String what) {
        super("offset " + offset + ": " + what);
        this.offset = offset;
    }

    /** Bytes from the beginning of the message. */
    public int offset() {
        return offset;
    }
}
