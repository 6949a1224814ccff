package brokertally.source;

import brokertally.model.Incarnation;
import io.vertx.core.Future;
import java.util.Optional;

/** What earlier processes beside the same broker have left of it. */
public interface Recall {
    /** Nothing is ever left. */
    Recall NOTHING = node -> Future.succeededFuture(Optional.empty());

    /** What is known of this node; asked before its first sample is taken. A failure means that nothing is known. */
    Future<Optional<Stored>> of(String node);

    /**
     * The last sample that is known of a node.
     *
     * @param incarnation the life of the broker that it belongs to
     * @param sequence its sequence; those that follow are higher
     * @param elsewhere true when another living sidecar shows a broker under this name, so that the life may be that one's
     */
    record Stored(Incarnation incarnation, long sequence, boolean elsewhere) {}
}
