package brokertally.model;

import java.util.Optional;

/** The scrape endpoint under which a family is shown; the last path segment of {@code /api/v5/prometheus/…}. */
public enum Endpoint {
    STATS,
    AUTH,
    DATA_INTEGRATION,
    SCHEMA_VALIDATION,
    MESSAGE_TRANSFORMATION;

    private static final Endpoint[] ALL = values();

    /** The path segment, e.g. {@code data_integration}. */
    public String path() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The endpoint of a path segment; empty for any other text. */
    public static Optional<Endpoint> ofPath(String path) {
        for (Endpoint endpoint : ALL) {
            if (endpoint.path().equals(path)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }
}
