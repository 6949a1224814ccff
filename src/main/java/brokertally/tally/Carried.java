package brokertally.tally;

import brokertally.model.Schema;

/**
 * A part of one node's counters that its snapshot in this gather does not show: what lives of the broker before this one
 * have left behind, or everything of a node that is away. Enters only what {@code brokertally.catalog.Catalog#isMonotone}
 * calls a counter that never falls, and only in an aggregated answer.
 *
 * @param node name of the broker node; "" for the nodes that are long gone, together
 * @param kind whether its series are shown because of it
 * @param version moves whenever the values do; two parts of one node, kind, version and schema are equal
 * @param schema what the values are; families that do not count may be among them and are passed over
 * @param values one number for each series of the schema, {@link brokertally.model.Values#ABSENT} where there is none; read only
 */
public record Carried(String node, Kind kind, long version, Schema schema, double[] values) {
    /** What a part does to the series that it has. */
    public enum Kind {
        /** They are shown even where no snapshot has them. */
        HELD,
        /** It adds to those that are shown anyway: a living broker has dropped them (DESIGN §4.3). */
        DROPPED
    }

    public Carried {
        if (node == null || kind == null) {
            throw new IllegalArgumentException("carried part without a node or kind");
        }
        if (values.length != schema.size()) {
            throw new IllegalArgumentException(values.length + " values for " + schema.size() + " series");
        }
    }
}
