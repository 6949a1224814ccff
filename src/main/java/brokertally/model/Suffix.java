package brokertally.model;

/** What a sample's name has behind the name of its family. The order is the order of samples that share their labels. */
public enum Suffix {
    NONE(0, ""),
    BUCKET(1, "_bucket"),
    SUM(2, "_sum"),
    COUNT(3, "_count");

    private static final Suffix[] ALL = values();
    private final byte code;
    private final String text;

    Suffix(int code, String text) {
        this.code = (byte) code;
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** The number that stands for it in stored and sent bytes; never changes. */
    public byte code() {
        return code;
    }

    /** The one with this code; throws {@link IllegalArgumentException} when there is none. */
    public static Suffix ofCode(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no suffix has code " + code);
        }
        return ALL[code];
    }
}
