package brokertally.catalog;

import java.util.regex.Pattern;

/**
 * A rule of the configuration ({@code aggregation.rules}); it wins over the catalog.
 *
 * @param match a regular expression that the whole family name must match
 * @param aggregation what becomes of such families
 */
public record OperatorRule(Pattern match, AggregationClass aggregation) {
    /** True when the rule speaks of this family. */
    public boolean matches(String family) {
        return match.matcher(family).matches();
    }
}
