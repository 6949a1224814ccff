package brokertally.source;

import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.text.ParseReport;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The outcome of one attempt to read a broker. */
public sealed interface Reading {
    /**
     * The broker answered.
     *
     * @param who what it says of itself
     * @param schema families under their final names, types and endpoints
     * @param values one for each series; taken over
     * @param left what was left out
     * @param refused numbers that cannot be, e.g. negative counters; they are absent from the values
     * @param missing endpoints that did not answer although others did, and why
     */
    record Success(Who who, Schema schema, double[] values, ParseReport left, int refused, Map<String, Reason> missing)
            implements Reading {
        /** A success without refused numbers. */
        public Success(Who who, Schema schema, double[] values, ParseReport left, Map<String, Reason> missing) {
            this(who, schema, values, left, 0, missing);
        }
    }

    /**
     * What a broker says of itself.
     *
     * @param node its node name; empty when it has none
     * @param version its version; "" when unknown
     * @param startedMillis when it started, Unix milliseconds; empty when it does not tell
     */
    record Who(Optional<String> node, String version, OptionalLong startedMillis) {}

    /**
     * The broker did not answer, or not in a way that can be used.
     *
     * @param reason the kind of failure
     * @param detail for the log: what happened and where; never a secret
     */
    record Failure(Reason reason, String detail) implements Reading {}
}
