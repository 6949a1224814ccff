/**
 * The other tap of the road: pages go out to a Pushgateway instead of being asked for.
 *
 * <p>In: the block {@code prometheus.push_gateway}, pages from {@link brokertally.scrape.Scraper}, who is in the cluster. Out:
 * one PUT or POST an interval, DELETEs of groups that nobody speaks for, and how it goes. Must not know: HTTP servers, the bus,
 * Hazelcast, how a page is made.
 */
package brokertally.push;
