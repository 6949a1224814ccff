package brokertally.tally;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.model.Family;
import brokertally.model.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One family as the nodes show it.
 *
 * @param name the metric name
 * @param parts one for each node that has it, by node name, then the carried ones that have been joined to them
 */
record FamilyParts(String name, List<Part> parts) {
    /**
     * The family with the carried parts that mean the same and can be added to it. Empty when nothing shows it: neither a
     * node nor a part that is held. What the nodes disagree about takes no part, and one that means something else than
     * the first that shows the family is left out.
     *
     * @param carried parts of a family that never falls, in the order of the gather
     */
    Optional<FamilyParts> joined(List<Part> carried, Catalog catalog) {
        if (carried.isEmpty()) {
            return Optional.of(this);
        }
        Optional<Part> first =
                parts.isEmpty() ? carried.stream().filter(Part::shows).findFirst() : Optional.of(parts.get(0));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        MetricType type = type(first.get(), catalog);
        if (!parts.isEmpty() && aggregation(catalog) != AggregationClass.SUM) {
            return Optional.of(this);
        }
        List<Part> all = new ArrayList<>(parts);
        carried.stream()
                .filter(part -> type(part, catalog) == type && (!type.isScalar() || part.scalarSeries()))
                .forEach(all::add);
        return all.stream().anyMatch(Part::shows) ? Optional.of(new FamilyParts(name, all)) : Optional.empty();
    }

    private MetricType type(Part part, Catalog catalog) {
        return catalog.typeOf(name, part.declared().type());
    }

    /** True when the nodes mean different things by this name and the catalog does not know better (trap 52). */
    boolean conflicting(Catalog catalog) {
        return parts.stream().map(part -> type(part, catalog)).distinct().count() > 1;
    }

    /** The family as it is shown: one TYPE and one HELP, whatever the nodes declare (trap 18). */
    Family shown(Catalog catalog) {
        Family first = parts.get(0).declared();
        MetricType type = conflicting(catalog) ? MetricType.UNTYPED : type(parts.get(0), catalog);
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
        MetricType type = type(parts.get(0), catalog);
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
