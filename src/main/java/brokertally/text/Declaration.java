package brokertally.text;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.SchemaBuilder;
import brokertally.model.Suffix;
import java.util.Optional;

/** What the pages have said so far of one metric name: its TYPE and HELP, and whether it has samples. */
final class Declaration {
    private final Endpoint endpoint;
    private final String name;
    private final SchemaBuilder builder;

    private Declared type = Declared.UNTYPED;
    private boolean typed;
    private String help = "";
    private int index = -1; // of the first family made from it
    private Optional<Family> shown = Optional.empty();

    Declaration(Endpoint endpoint, String name, SchemaBuilder builder) {
        this.endpoint = endpoint;
        this.name = name;
        this.builder = builder;
    }

    /** True when samples of exactly this name are its own: it has a TYPE, or had such samples before. */
    boolean isOwn() {
        return typed || index >= 0;
    }

    /** The first TYPE wins. One behind plain samples counts where plain samples are what the type has. */
    void type(Declared newType) {
        if (typed) {
            return;
        }
        typed = true;
        boolean fits = newType.shown().isScalar() || newType == Declared.SUMMARY;
        if (index < 0 || fits) {
            type = newType;
            improve();
        }
    }

    /** The first HELP that says something wins. */
    void help(String newHelp) {
        if (help.isEmpty()) {
            help = newHelp;
            improve();
        }
    }

    private void improve() {
        shown = shown.map(family -> family.as(type.shown(), help));
        shown.ifPresent(family -> builder.replace(index, family));
    }

    /** Where samples of exactly this name go. */
    Target plain() {
        return type == Declared.HISTOGRAM ? Target.REFUSE : keep(name, type.shown(), Suffix.NONE);
    }

    /** Where samples of this name and a suffix go in 0.0.4; empty when the suffix is none of its type. */
    Optional<Target> member(String suffix) {
        Optional<Suffix> known = suffixOf(suffix);
        return known.map(s -> keep(name, type.shown(), s));
    }

    /** The same in OpenMetrics. */
    Optional<Target> openMetricsMember(String suffix) {
        boolean restarts = type == Declared.COUNTER || type == Declared.HISTOGRAM || type == Declared.SUMMARY;
        if (restarts && suffix.equals("_created")) {
            return Optional.of(Target.DROP);
        }
        boolean own =
                switch (type) {
                    case COUNTER -> suffix.equals("_total");
                    case INFO -> suffix.equals("_info");
                    case GAUGEHISTOGRAM ->
                        suffix.equals("_bucket") || suffix.equals("_gcount") || suffix.equals("_gsum");
                    default -> false;
                };
        return own ? Optional.of(keep(name + suffix, type.shown(), Suffix.NONE)) : member(suffix);
    }

    private Optional<Suffix> suffixOf(String text) {
        if (type != Declared.HISTOGRAM && type != Declared.SUMMARY) {
            return Optional.empty();
        }
        return switch (text) {
            case "_bucket" -> type == Declared.HISTOGRAM ? Optional.of(Suffix.BUCKET) : Optional.empty();
            case "_sum" -> Optional.of(Suffix.SUM);
            case "_count" -> Optional.of(Suffix.COUNT);
            default -> Optional.empty();
        };
    }

    private Target keep(String familyName, MetricType metricType, Suffix suffix) {
        Family family = new Family(endpoint, familyName, metricType, help);
        int at = builder.family(family);
        if (index < 0) {
            index = at;
            shown = Optional.of(family);
        }
        return Target.keep(at, suffix);
    }
}
