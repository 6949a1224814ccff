package brokertally.text;

import brokertally.model.MetricType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The types that a TYPE line can give a family, and which {@link MetricType} it is shown with. */
enum Declared {
    COUNTER(MetricType.COUNTER),
    GAUGE(MetricType.GAUGE),
    HISTOGRAM(MetricType.HISTOGRAM),
    SUMMARY(MetricType.SUMMARY),
    UNTYPED(MetricType.UNTYPED),
    UNKNOWN(MetricType.UNTYPED),
    INFO(MetricType.GAUGE),
    STATESET(MetricType.GAUGE),
    GAUGEHISTOGRAM(MetricType.UNTYPED);

    private static final Set<Declared> OPENMETRICS_ONLY = Set.of(INFO, STATESET, GAUGEHISTOGRAM);
    private final MetricType shown;

    Declared(MetricType shown) {
        this.shown = shown;
    }

    MetricType shown() {
        return shown;
    }

    /**
     * The type of a word in any case. 0.0.4 has no info, stateset and gaugehistogram, OpenMetrics no untyped; the words
     * untyped and unknown mean the same and are taken in both.
     */
    static Optional<Declared> ofWord(String word, Page.Dialect dialect) {
        String upper = word.toUpperCase(Locale.ROOT);
        for (Declared type : values()) {
            if (type.name().equals(upper)) {
                boolean known = dialect == Page.Dialect.OPENMETRICS || !OPENMETRICS_ONLY.contains(type);
                return known ? Optional.of(type) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
