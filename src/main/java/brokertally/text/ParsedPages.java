package brokertally.text;

import brokertally.model.Schema;

/**
 * Pages as numbers.
 *
 * @param schema the same object as last time while the pages have the same lines
 * @param values one for each series of the schema; never {@code ABSENT}
 * @param report what was left out
 */
public record ParsedPages(Schema schema, double[] values, ParseReport report) {}
