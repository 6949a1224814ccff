package brokertally.wire;

/** How much a member knows of the nodes. */
public enum Knowledge {
    /** It has only just started and may not have heard of all. */
    STARTING(0),
    /** It shows sums. */
    SETTLED(1);

    private final int code;

    Knowledge(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Knowledge of(int code, int offset) throws WireException {
        return switch (code) {
            case 0 -> STARTING;
            case 1 -> SETTLED;
            default -> throw new WireException(offset, "no member knows " + code);
        };
    }
}
