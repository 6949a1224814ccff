package brokertally.push;

import brokertally.model.PushFailure;

/** What came of a request to the Pushgateway. */
sealed interface Outcome {
    /** It was taken. */
    record Done() implements Outcome {}

    /**
     * It was not.
     *
     * @param why the kind, for the counters
     * @param detail one line for the log, without secrets
     */
    record Failed(PushFailure why, String detail) implements Outcome {}
}
