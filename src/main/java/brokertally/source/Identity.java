package brokertally.source;

import java.util.Optional;

/**
 * Under which names a sidecar speaks.
 *
 * @param member identifier of the sidecar in the cluster
 * @param configuredName {@code node.name}; wins over what the broker says
 * @param fallbackName when neither is known, made from the host name
 */
public record Identity(String member, Optional<String> configuredName, String fallbackName) {
    public Identity {
        if (member == null || configuredName == null || fallbackName == null || fallbackName.isEmpty()) {
            throw new IllegalArgumentException("identity with an empty part");
        }
    }
}
