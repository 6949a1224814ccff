package brokertally.model;

import java.nio.charset.StandardCharsets;

/** What a sample's name has behind the name of its family. The order is the order of samples that share their labels. */
public enum Suffix {
    NONE(""),
    BUCKET("_bucket"),
    SUM("_sum"),
    COUNT("_count");

    private static final Suffix[] ALL = values();
    private final String text;
    private final byte[] bytes;

    Suffix(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    public String text() {
        return text;
    }

    /** The ASCII bytes of {@link #text()}; a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The suffix with this ordinal; throws {@link IllegalArgumentException} when there is none. */
    public static Suffix of(int ordinal) {
        if (ordinal < 0 || ordinal >= ALL.length) {
            throw new IllegalArgumentException("no suffix " + ordinal);
        }
        return ALL[ordinal];
    }
}
