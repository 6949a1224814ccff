package brokertally.source;

import brokertally.catalog.Catalog;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Labels;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a {@link Reshape} for one source schema: the broker's names become EMQX's ({@link BrokerMapping}), the catalog
 * corrects type, help and, for a source of one page, the endpoint; a label {@code node} with the node's own name goes, with
 * another one becomes {@code exported_node} (DESIGN §4.2).
 */
final class Reshaper {
    private final Rules rules;
    private final Set<String> ownNames;
    private final SchemaBuilder builder = new SchemaBuilder();
    private final Map<MappingRow, Integer> targets = new HashMap<>();
    private int[] from = new int[64];
    private int[] arrival = new int[64];
    private int pairs;

    /** Where a family that passes as it is stands. */
    enum Placement {
        /** At the endpoint whose page showed it. */
        BY_PAGE,
        /** Where the catalog knows it, else at {@code stats}. */
        BY_CATALOG
    }

    /** What holds for all pages of a source. */
    record Rules(Catalog catalog, BrokerMapping mapping, Placement placement) {}

    private Reshaper(Rules rules, Set<String> ownNames) {
        this.rules = rules;
        this.ownNames = ownNames;
    }

    /** The reshape of a source schema; {@code ownNames} are the names under which the node may know itself. */
    static Reshape of(Schema source, Rules rules, Set<String> ownNames) {
        Reshaper reshaper = new Reshaper(rules, ownNames);
        SeriesTable table = source.table();
        for (int f = 0; f < table.families(); f++) {
            reshaper.family(table, f);
        }
        return reshaper.build();
    }

    private void family(SeriesTable table, int f) {
        Family family = table.family(f);
        List<BrokerMapping.Use> uses = rules.mapping().uses(family.name());
        int own = builder.family(passing(family, uses));
        for (int series = table.first(f); series < table.end(f); series++) {
            String labels = table.labels(series);
            boolean replaced = table.suffix(series) == Suffix.NONE && map(series, labels, uses);
            if (!replaced) {
                pair(series, builder.size());
                builder.add(own, table.suffix(series), relabelled(labels));
            }
        }
    }

    /** The family under its own name. The mapping knows what it truly is better than the page does (trap 10). */
    private Family passing(Family family, List<BrokerMapping.Use> uses) {
        MetricType type = uses.isEmpty() || !family.type().isScalar()
                ? rules.catalog().typeOf(family.name(), family.type())
                : uses.get(0).row().type();
        Endpoint endpoint = rules.placement() == Placement.BY_PAGE ? family.endpoint() : placed(family.name());
        return new Family(endpoint, family.name(), type, rules.catalog().helpOf(family.name(), family.help()));
    }

    private Endpoint placed(String name) {
        return rules.catalog().endpointOf(name).orElse(Endpoint.STATS);
    }

    /** Adds a series to its EMQX families; true when it is not to be shown under its own name as well. */
    private boolean map(int series, String labels, List<BrokerMapping.Use> uses) {
        boolean replaced = false;
        for (BrokerMapping.Use use : uses) {
            if (use.selector().matches(labels)) {
                pair(series, targets.computeIfAbsent(use.row(), this::target));
                replaced |= use.row().match() != MappingRow.Match.APPROX;
            }
        }
        return replaced;
    }

    private int target(MappingRow row) {
        String help = rules.catalog().helpOf(row.emqx(), "");
        int arrivalIndex = builder.size();
        builder.add(builder.family(new Family(placed(row.emqx()), row.emqx(), row.type(), help)), Suffix.NONE, "");
        return arrivalIndex;
    }

    private String relabelled(String labels) {
        if (!labels.contains("node=\"")) {
            return labels;
        }
        String node = Labels.value(labels, "node");
        return ownNames.contains(node)
                ? Labels.without(labels, "node")
                : Labels.renamed(labels, "node", "exported_node");
    }

    private void pair(int series, int arrivalIndex) {
        if (pairs == from.length) {
            from = Arrays.copyOf(from, 2 * pairs);
            arrival = Arrays.copyOf(arrival, 2 * pairs);
        }
        from[pairs] = series;
        arrival[pairs++] = arrivalIndex;
    }

    /** A series that another one has become equal to, by the loss of its label, is left out: the first by label text stays. */
    private Reshape build() {
        SchemaBuilder.Built built = builder.build();
        int kept = 0;
        for (int i = 0; i < pairs; i++) {
            int slot = built.slots()[arrival[i]];
            if (slot >= 0) {
                from[kept] = from[i];
                arrival[kept++] = slot;
            }
        }
        return new Reshape(built.schema(), Arrays.copyOf(from, kept), Arrays.copyOf(arrival, kept));
    }
}
