package brokertally.text;

import brokertally.model.Endpoint;

/**
 * One metrics page as a broker sent it.
 *
 * @param endpoint under which its families are shown
 * @param dialect how to read it
 * @param body the bytes; read only
 * @param length how many of them count
 */
public record Page(Endpoint endpoint, Dialect dialect, byte[] body, int length) {
    /** The text formats that are read. */
    public enum Dialect {
        /** Prometheus text 0.0.4. */
        PROMETHEUS,
        /** OpenMetrics 1.0. */
        OPENMETRICS
    }

    public Page {
        if (endpoint == null || dialect == null || body == null) {
            throw new IllegalArgumentException("page with a null part");
        }
        if (length < 0 || length > body.length) {
            throw new IllegalArgumentException("length " + length + " of a body of " + body.length + " bytes");
        }
    }
}
