package brokertally.cluster;

import java.util.Optional;

/** Every address on the event bus. */
public final class Addresses {
    private static final String NODE = "brokertally.node.";

    private Addresses() {}

    /** Where one sidecar is asked and told. */
    static String node(String member) {
        return NODE + member;
    }

    /** The only member that may listen at this address; empty for an address of Vert.x's own. */
    static Optional<String> owner(String address) {
        return address.startsWith(NODE) ? Optional.of(address.substring(NODE.length())) : Optional.empty();
    }
}
