package brokertally.model;

import java.util.Locale;
import java.util.Optional;

/** The TYPE of a family in the text format 0.0.4. */
public enum MetricType {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    SUMMARY,
    UNTYPED;

    private static final MetricType[] ALL = values();

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
}
