package brokertally.http;

/** Who may use an operation. */
enum Access {
    /** Nobody is asked: probes, the style sheet, the description of the API. */
    OPEN,
    /** A key is asked for only while {@code prometheus.enable_basic_auth} is on. */
    SCRAPE,
    /** A key of any role. */
    VIEWER,
    /** A key of the role administrator. */
    ADMINISTRATOR
}
