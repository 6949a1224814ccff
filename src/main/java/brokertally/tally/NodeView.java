package brokertally.tally;

import brokertally.model.BrokerState;
import brokertally.model.Reason;
import brokertally.model.Snapshot;
import java.util.Optional;

/**
 * One node in one gather.
 *
 * @param node name of the broker node
 * @param missing why its sidecar did not answer; {@link Reason#NONE} when it did
 * @param broker how its broker is, as last heard
 * @param ageMillis age of the last sample when the gather ended; 0 when there never was one
 * @param snapshot the values that count: the last sample unless it is too old or the node has left
 */
public record NodeView(String node, Reason missing, BrokerState broker, long ageMillis, Optional<Snapshot> snapshot) {
    /** The same with another snapshot of the node. */
    public NodeView with(Snapshot other) {
        return new NodeView(node, missing, broker, ageMillis, Optional.of(other));
    }

    /** True when the sidecar answered this gather. */
    public boolean answered() {
        return missing == Reason.NONE;
    }
}
