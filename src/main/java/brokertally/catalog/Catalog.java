package brokertally.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The known families and the operator's rules: what a family is, what becomes of it, and where it stands. Immutable. */
public final class Catalog {
    private static final String RESOURCE = "catalog.tsv";

    private final Map<String, CatalogEntry> entries;
    private final List<OperatorRule> rules;
    private final Map<String, MetricType> types;

    private Catalog(Map<String, CatalogEntry> entries, List<OperatorRule> rules, Map<String, MetricType> types) {
        this.entries = entries;
        this.rules = rules;
        this.types = types;
    }

    /** The catalog that comes with the program, without rules. */
    public static Catalog load() {
        try (InputStream in = Catalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program comes without " + RESOURCE);
            }
            return new Catalog(CatalogReader.read(new InputStreamReader(in, UTF_8)), List.of(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    /** The same families under these rules instead of the present ones; the first that matches wins. */
    public Catalog withRules(List<OperatorRule> newRules) {
        return new Catalog(entries, List.copyOf(newRules), types);
    }

    /** The same families, of which these are of another type with the broker at hand; scalars only. */
    public Catalog withTypes(Map<String, MetricType> newTypes) {
        return new Catalog(entries, rules, Map.copyOf(newTypes));
    }

    /** Number of known families. */
    public int size() {
        return entries.size();
    }

    public Optional<CatalogEntry> find(String family) {
        return Optional.ofNullable(entries.get(family));
    }

    /**
     * The type that holds: the catalog corrects counter, gauge and untyped among each other (DESIGN §4.2). A histogram or
     * summary has other series than a scalar, so there the declaration stays. Applied to its own result it changes nothing.
     */
    public MetricType typeOf(String family, MetricType declared) {
        CatalogEntry entry = entries.get(family);
        MetricType known = types.getOrDefault(family, entry == null ? declared : entry.type());
        return known.isScalar() && declared.isScalar() ? known : declared;
    }

    /**
     * True for a family whose sum over the nodes never falls (DESIGN §4.3): a counter, histogram or summary that is added,
     * and whose numbers a living broker does not take back (trap 45).
     *
     * @param type as declared or as corrected
     */
    public boolean isMonotone(String family, MetricType type) {
        MetricType holds = typeOf(family, type);
        CatalogEntry entry = entries.get(family);
        return switch (holds) {
            case COUNTER, HISTOGRAM, SUMMARY ->
                (entry == null || !entry.mayFall()) && classify(family, holds) == AggregationClass.SUM;
            case GAUGE, UNTYPED -> false;
        };
    }

    /** The class of a family of this (corrected) type: by rule, by catalog, else by type and name (DESIGN §4.2). */
    public AggregationClass classify(String family, MetricType type) {
        for (OperatorRule rule : rules) {
            if (rule.matches(family)) {
                return rule.aggregation();
            }
        }
        CatalogEntry entry = entries.get(family);
        if (entry != null) {
            return entry.aggregation();
        }
        return switch (type) {
            case COUNTER, HISTOGRAM, SUMMARY -> AggregationClass.SUM;
            case GAUGE, UNTYPED -> family.startsWith("emqx_") ? AggregationClass.SUM : AggregationClass.PER_NODE;
        };
    }

    /** Its place in an answer; {@link Integer#MAX_VALUE} for an unknown family. */
    public int orderOf(String family) {
        CatalogEntry entry = entries.get(family);
        return entry == null ? Integer.MAX_VALUE : entry.order();
    }

    /** The endpoint that shows it; empty for an unknown family. */
    public Optional<Endpoint> endpointOf(String family) {
        return find(family).map(CatalogEntry::endpoint);
    }

    /** The catalog's HELP, else the declared one; "" when there is neither. */
    public String helpOf(String family, String declared) {
        CatalogEntry entry = entries.get(family);
        return entry == null ? declared : entry.help();
    }
}
