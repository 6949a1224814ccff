package brokertally.source;

import brokertally.model.Reason;

/** The outcome of one HTTP request. */
sealed interface Fetched {
    /** Status 200, and the whole body has come. */
    record Ok(PageBody body) implements Fetched {}

    /**
     * Anything else.
     *
     * @param status the HTTP status; 0 when there was none
     */
    record Failed(Reason reason, int status, String detail) implements Fetched {}
}
