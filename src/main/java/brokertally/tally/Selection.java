package brokertally.tally;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import java.util.Collections;
import java.util.Set;

/**
 * What a request wants to see.
 *
 * @param mode of one node or of the cluster
 * @param endpoints families of these endpoints only; one that a node has at several of them is shown once, as at the first
 * @param names exact names of the wanted families; empty = all
 */
public record Selection(Mode mode, Set<Endpoint> endpoints, Set<String> names) {
    public Selection {
        if (mode == null || endpoints.isEmpty()) {
            throw new IllegalArgumentException("selection without a mode or an endpoint");
        }
        endpoints = Set.copyOf(endpoints);
        names = Set.copyOf(names);
    }

    /** What a request to one endpoint wants to see. */
    public Selection(Mode mode, Endpoint endpoint, Set<String> names) {
        this(mode, Set.of(endpoint), names);
    }

    /** True when the family is wanted. */
    boolean wants(Family family) {
        return endpoints.contains(family.endpoint()) && (names.isEmpty() || names.contains(family.name()));
    }

    /** The endpoint that the families belong to which say how complete the answer is. */
    Endpoint first() {
        return Collections.min(endpoints);
    }
}
