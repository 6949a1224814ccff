package brokertally.cluster;

import io.vertx.core.spi.cluster.NodeListener;
import java.util.List;
import java.util.Optional;

/** Who is in the cluster. */
public interface Membership {
    /** Identifier of this sidecar. */
    String member();

    /**
     * Identifiers of all members now, this one included, the one first that has been in the cluster for the longest time; in the
     * same order on every member, apart from the moment of a change. No I/O.
     *
     * <p>Source: Javadoc of {@code com.hazelcast.cluster.Cluster.getMembers}; Vert.x passes that order on.
     */
    List<String> members();

    /** Identifiers of all other members now. No I/O. */
    default List<String> others() {
        return members().stream().filter(member -> !member.equals(member())).toList();
    }

    /** {@code host:port} of a member's bus, where it is known already. No I/O. */
    default Optional<String> place(String member) {
        return Optional.empty();
    }

    /** Sets the one listener; it is called on a foreign thread that must not be blocked. */
    void listen(NodeListener listener);
}
