package brokertally.tally;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.model.Family;
import brokertally.model.MetricType;
import java.util.List;

/**
 * One family as the nodes show it.
 *
 * @param name the metric name
 * @param parts one for each node that has it, by node name; at least one
 */
record FamilyParts(String name, List<Part> parts) {
    /** True when the nodes mean different things by this name and the catalog does not know better (trap 52). */
    boolean conflicting(Catalog catalog) {
        return parts.stream()
                        .map(part -> catalog.typeOf(name, part.declared().type()))
                        .distinct()
                        .count()
                > 1;
    }

    /** The family as it is shown: one TYPE and one HELP, whatever the nodes declare (trap 18). */
    Family shown(Catalog catalog) {
        Family first = parts.get(0).declared();
        MetricType type = conflicting(catalog) ? MetricType.UNTYPED : catalog.typeOf(name, first.type());
        String declared = parts.stream()
                .map(part -> part.declared().help())
                .filter(help -> !help.isEmpty())
                .findFirst()
                .orElse("");
        return first.as(type, catalog.helpOf(name, declared));
    }

    /** What becomes of it in an aggregated answer; families that cannot be folded that way stay as they are, per node. */
    AggregationClass aggregation(Catalog catalog) {
        if (conflicting(catalog)) {
            return AggregationClass.PER_NODE;
        }
        MetricType type = catalog.typeOf(name, parts.get(0).declared().type());
        AggregationClass wanted = catalog.classify(name, type);
        boolean foldable =
                switch (wanted) {
                    case PER_NODE -> true;
                    case SUM, CLUSTER -> !type.isScalar() || scalarSeries();
                    case LOGICAL_AND, MAX, MIN -> type.isScalar() && scalarSeries();
                };
        return foldable ? wanted : AggregationClass.PER_NODE;
    }

    boolean scalarSeries() {
        return parts.stream().allMatch(Part::scalarSeries);
    }
}
