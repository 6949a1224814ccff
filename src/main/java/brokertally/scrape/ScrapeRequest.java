package brokertally.scrape;

import brokertally.config.Settings.Counters;
import brokertally.config.Settings.Partial;
import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import java.util.Set;

/**
 * One question to the cluster, checked.
 *
 * @param mode whose values
 * @param endpoints of which endpoints the families are
 * @param names exact family names; empty = all
 * @param policy what the answer is to be where nodes are missing
 * @param timeoutMillis how long the gather may take at the most, from now
 */
public record ScrapeRequest(Mode mode, Set<Endpoint> endpoints, Set<String> names, Policy policy, long timeoutMillis) {
    /**
     * What the answer is to be where nodes are missing.
     *
     * @param counters what the sum of a counter means
     * @param partial what to do when a member or broker is missing
     */
    public record Policy(Counters counters, Partial partial) {}

    public ScrapeRequest {
        endpoints = Set.copyOf(endpoints);
        names = Set.copyOf(names);
        if (timeoutMillis <= 0) {
            throw new IllegalArgumentException("no time left: " + timeoutMillis + " ms");
        }
    }
}
