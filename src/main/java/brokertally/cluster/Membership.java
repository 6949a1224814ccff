package brokertally.cluster;

import io.vertx.core.spi.cluster.NodeListener;
import java.util.List;
import java.util.Optional;

/** Who is in the cluster. */
public interface Membership {
    /** Identifier of this sidecar. */
    String member();

    /** Identifiers of all members now, this one included. No I/O. */
    List<String> members();

    /** {@code host:port} of a member's bus, where it is known already. No I/O. */
    default Optional<String> place(String member) {
        return Optional.empty();
    }

    /** Sets the one listener; it is called on a foreign thread that must not be blocked. */
    void listen(NodeListener listener);
}
