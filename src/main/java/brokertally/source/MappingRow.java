package brokertally.source;

import brokertally.catalog.AggregationClass;
import brokertally.model.MetricType;
import java.util.Optional;

/**
 * One row of {@code mapping.tsv}: a number of another broker under an EMQX name.
 *
 * @param broker the name in the first column
 * @param emqx the EMQX name
 * @param type what the number truly is; wins over the page's TYPE and over the catalog
 * @param match how well the two agree
 * @param aggregation the class where it differs from that of EMQX's family
 * @param source families with filters joined by {@code " + "}, or a topic
 */
record MappingRow(
        String broker,
        String emqx,
        MetricType type,
        Match match,
        Optional<AggregationClass> aggregation,
        String source) {

    /** How well the broker's number and EMQX's family agree. */
    enum Match {
        EXACT,
        CLOSE,
        APPROX
    }
}
