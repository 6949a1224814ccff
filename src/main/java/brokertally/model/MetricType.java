package brokertally.model;

import java.util.Locale;
import java.util.Optional;

/** The TYPE of a family in the text format 0.0.4. */
public enum MetricType {
    COUNTER(0),
    GAUGE(1),
    HISTOGRAM(2),
    SUMMARY(3),
    UNTYPED(4);

    private static final MetricType[] ALL = values();
    private final byte code;

    MetricType(int code) {
        this.code = (byte) code;
    }

    /** The word behind {@code # TYPE name}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True when a sample is named exactly like its family. */
    public boolean isScalar() {
        return this != HISTOGRAM && this != SUMMARY;
    }

    /** The type of a word of the text format; empty for any other text. */
    public static Optional<MetricType> ofText(String text) {
        for (MetricType type : ALL) {
            if (type.text().equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The number that stands for it in stored and sent bytes; never changes. */
    public byte code() {
        return code;
    }

    /** The one with this code; throws {@link IllegalArgumentException} when there is none. */
    public static MetricType ofCode(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no metric type has code " + code);
        }
        return ALL[code];
    }
}
