package brokertally.tally;

import brokertally.model.Endpoint;
import java.util.Set;

/**
 * What a request wants to see.
 *
 * @param mode of one node or of the cluster
 * @param endpoint families of this endpoint only
 * @param names exact names of the wanted families; empty = all
 */
public record Selection(Mode mode, Endpoint endpoint, Set<String> names) {
    public Selection {
        if (mode == null || endpoint == null) {
            throw new IllegalArgumentException("selection with a null part");
        }
        names = Set.copyOf(names);
    }

    /** True when the family is wanted. */
    boolean wants(String family) {
        return names.isEmpty() || names.contains(family);
    }
}
