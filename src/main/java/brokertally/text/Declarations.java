package brokertally.text;

import brokertally.model.Endpoint;
import brokertally.model.SchemaBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metric names of all pages of one endpoint and dialect. It finds the family of a sample in the order of Prometheus's own
 * parser: first a family of exactly the sample's name, then one that the name without its suffix has declared.
 */
final class Declarations {
    private final Map<String, Declaration> byName = new HashMap<>();
    private final Endpoint endpoint;
    private final Page.Dialect dialect;
    private final SchemaBuilder builder;

    Declarations(Endpoint endpoint, Page.Dialect dialect, SchemaBuilder builder) {
        this.endpoint = endpoint;
        this.dialect = dialect;
        this.builder = builder;
    }

    /** Number of names. */
    int size() {
        return byName.size();
    }

    /** The declaration of a name; a new one when it has none. */
    Declaration of(String name) {
        return byName.computeIfAbsent(name, n -> new Declaration(endpoint, n, builder));
    }

    /** Where the samples of a name go. */
    Target target(String name) {
        Declaration exact = byName.get(name);
        if (exact != null && exact.isOwn()) {
            return exact.plain();
        }
        return member(name).orElseGet(() -> of(name).plain());
    }

    private Optional<Target> member(String name) {
        int cut = name.lastIndexOf('_');
        Declaration base = cut > 0 ? byName.get(name.substring(0, cut)) : null;
        if (base == null) {
            return Optional.empty();
        }
        String suffix = name.substring(cut);
        return dialect == Page.Dialect.OPENMETRICS ? base.openMetricsMember(suffix) : base.member(suffix);
    }
}
