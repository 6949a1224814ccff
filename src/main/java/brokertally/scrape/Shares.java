package brokertally.scrape;

import brokertally.catalog.Catalog;
import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import brokertally.model.Snapshot;
import brokertally.model.Values;
import brokertally.tally.Aggregator;
import brokertally.tally.Carried;
import brokertally.tally.Gathered;
import brokertally.tally.Mode;
import brokertally.tally.NodeView;
import brokertally.tally.Plan;
import brokertally.tally.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What of an aggregated answer comes from whom. The very plan of the answer is filled once more for each node, with the
 * numbers of this node alone: so the shares add up to the answer whatever the rules of adding are. Exact for integers up to
 * 2^53; of fractions the last digit may differ, since they are added in another order.
 */
final class Shares {
    private final Gathered gathered;
    private final Gathered blank;
    private final Plan plan;

    Shares(Gathered gathered, FamilyOnly only, Catalog catalog) {
        this.gathered = gathered;
        this.blank = blank(gathered);
        this.plan = Plan.of(new Selection(Mode.AGGREGATED, only.endpoint(), Set.of(only.family())), gathered, catalog);
    }

    private static Gathered blank(Gathered gathered) {
        return new Gathered(
                gathered.answering(),
                gathered.expected(),
                gathered.nodes().stream().map(Shares::blank).toList(),
                gathered.carried().stream().map(Shares::blank).toList());
    }

    private static NodeView blank(NodeView view) {
        return view.snapshot()
                .map(s -> view.with(new Snapshot(
                        s.node(),
                        s.incarnation(),
                        new Snapshot.Moment(s.sequence(), s.takenMillis()),
                        s.schema(),
                        nothing(s.schema()))))
                .orElse(view);
    }

    private static Carried blank(Carried part) {
        return new Carried(part.node(), part.kind(), part.version(), part.schema(), nothing(part.schema()));
    }

    private static double[] nothing(Schema schema) {
        double[] nothing = new double[schema.size()];
        Arrays.fill(nothing, Values.ABSENT);
        return nothing;
    }

    Plan plan() {
        return plan;
    }

    /** Where each series of the family stands in the answer, in its order; empty when the answer does not have the family. */
    Map<SeriesName, Integer> slots() {
        Map<SeriesName, Integer> slots = new LinkedHashMap<>();
        family().ifPresent(f -> {
            SeriesTable layout = plan.layout();
            for (int i = layout.first(f); i < layout.end(f); i++) {
                slots.put(SeriesName.of(layout, i), i);
            }
        });
        return slots;
    }

    /** The place of the family in the layout: what is there else are the closing families. */
    Optional<Integer> family() {
        SeriesTable layout = plan.layout();
        String name = plan.key().selection().names().iterator().next();
        return layout.families() > 0 && layout.family(0).name().equals(name) ? Optional.of(0) : Optional.empty();
    }

    /** The numbers of the answer. */
    double[] totals() {
        return fill(gathered);
    }

    /** What of them comes from this node. */
    double[] of(String node) {
        return fill(new Gathered(
                gathered.answering(),
                gathered.expected(),
                pick(gathered.nodes(), blank.nodes(), NodeView::node, node),
                pick(gathered.carried(), blank.carried(), Carried::node, node)));
    }

    private static <T> List<T> pick(List<T> real, List<T> blank, Function<T, String> name, String node) {
        List<T> picked = new ArrayList<>(blank);
        for (int i = 0; i < picked.size(); i++) {
            if (name.apply(real.get(i)).equals(node)) {
                picked.set(i, real.get(i));
            }
        }
        return picked;
    }

    private double[] fill(Gathered numbers) {
        double[] out = new double[plan.slots()];
        Aggregator.fill(plan, numbers, out);
        return out;
    }

    /** The numbers of these columns by series. */
    static Map<SeriesName, Integer> indexOf(Schema schema) {
        Map<SeriesName, Integer> index = new HashMap<>();
        for (int i = 0; i < schema.size(); i++) {
            index.put(SeriesName.of(schema.table(), i), i);
        }
        return index;
    }
}
