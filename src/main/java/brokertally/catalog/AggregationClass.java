package brokertally.catalog;

import java.util.Locale;
import java.util.Optional;

/** What becomes of one family's values in a cluster answer (DESIGN §4.2). */
public enum AggregationClass {
    /** Arithmetic sum over the nodes. */
    SUM,
    /** 1 if the value of all nodes that answered is over 0, else 0. */
    LOGICAL_AND,
    /** One series per node, with a label {@code node}. */
    PER_NODE,
    /** The answering node's value, without a label {@code node}. */
    CLUSTER,
    /** The largest value. */
    MAX,
    /** The smallest value. */
    MIN;

    /** The word of the catalog and of the configuration, e.g. {@code per_node}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class of a word; empty for any other text. */
    public static Optional<AggregationClass> ofText(String text) {
        for (AggregationClass c : values()) {
            if (c.text().equals(text)) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }
}
