package brokertally.text;

/** The text formats of an answer. */
public enum Format {
    /** Prometheus text 0.0.4. */
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics 1.0. */
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    /** The complete Content-Type. */
    public String contentType() {
        return contentType;
    }

    /**
     * The format for an Accept header; never throws.
     *
     * <p>The higher q wins, of equal ones the media range that stands first. Whatever names neither format gives
     * {@link #TEXT}: no header (""), {@code *}{@code /*}, other types, other versions, a header over 8 KiB, or q=0 for all: an
     * answer in a format that was not asked for is more use to a scraper than a 406 (content negotiation of Prometheus).
     */
    public static Format negotiate(String accept) {
        return AcceptHeader.parse(accept).format();
    }
}
