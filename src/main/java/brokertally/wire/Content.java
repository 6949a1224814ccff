package brokertally.wire;

/** What a body consists of. */
public enum Content {
    /** Nothing: an announcement. */
    NONE(0),
    /** Values, by {@link BodyCodec}; the receiver has a page of the same stamp. */
    VALUES(1),
    /** The page, by {@link PageCodec}; the last sample is in it. */
    PAGE(2);

    private static final Content[] ALL = values();
    private final int code;

    Content(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Content of(int code, int offset) throws WireException {
        if (code >= ALL.length) {
            throw new WireException(offset, "no body has content " + code);
        }
        return ALL[code];
    }
}
