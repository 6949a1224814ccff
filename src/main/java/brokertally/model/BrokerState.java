package brokertally.model;

/**
 * How the local broker is, as its sidecar saw it at the last attempt.
 *
 * @param reason {@link Reason#NONE} when it answered
 * @param kind which broker, e.g. {@code emqx}
 * @param version its version; "" when unknown
 */
public record BrokerState(Reason reason, String kind, String version) {
    public BrokerState {
        if (reason == null || kind == null || version == null) {
            throw new IllegalArgumentException("broker state with a null part");
        }
    }

    /** True when the last attempt to read it succeeded. */
    public boolean up() {
        return reason == Reason.NONE;
    }
}
