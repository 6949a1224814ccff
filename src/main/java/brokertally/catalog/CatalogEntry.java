package brokertally.catalog;

import brokertally.model.Endpoint;
import brokertally.model.MetricType;

/**
 * One known family.
 *
 * @param name the metric name
 * @param endpoint the scrape endpoint that shows it
 * @param type what it is, whatever a broker declares
 * @param aggregation what becomes of it in a cluster answer
 * @param mayFall true for a counter that may fall although its broker lives on
 * @param help one sentence
 * @param order its place among all known families, from 0
 */
public record CatalogEntry(
        String name,
        Endpoint endpoint,
        MetricType type,
        AggregationClass aggregation,
        boolean mayFall,
        String help,
        int order) {
    public CatalogEntry {
        if (name.isEmpty() || help.isEmpty()) {
            throw new IllegalArgumentException("catalog entry without a name or help: " + name);
        }
        if (order < 0) {
            throw new IllegalArgumentException("catalog entry " + name + " has place " + order);
        }
    }
}
