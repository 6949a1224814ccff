package brokertally.scrape;

import brokertally.model.Endpoint;
import java.util.Optional;

/**
 * The question why the numbers of one family are what they are.
 *
 * @param family its exact name, without {@code _bucket}, {@code _sum} or {@code _count}
 * @param endpoint where it is shown; empty = on the first endpoint that has it
 * @param labels only series whose label text contains this, as in an answer but without {@code le} and {@code quantile}; "" = all
 * @param timeoutMillis how long the gather may take at the most, from now
 */
public record ExplainRequest(String family, Optional<Endpoint> endpoint, String labels, long timeoutMillis) {}
