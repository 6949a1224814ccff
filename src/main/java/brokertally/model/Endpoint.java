package brokertally.model;

import java.util.Optional;

/** The scrape endpoint under which a family is shown; the last path segment of {@code /api/v5/prometheus/…}. */
public enum Endpoint {
    STATS(0),
    AUTH(1),
    DATA_INTEGRATION(2),
    SCHEMA_VALIDATION(3),
    MESSAGE_TRANSFORMATION(4);

    private static final Endpoint[] ALL = values();
    private final byte code;

    Endpoint(int code) {
        this.code = (byte) code;
    }

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

    /** The number that stands for it in stored and sent bytes; never changes. */
    public byte code() {
        return code;
    }

    /** The one with this code; throws {@link IllegalArgumentException} when there is none. */
    public static Endpoint ofCode(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("no endpoint has code " + code);
        }
        return ALL[code];
    }
}
