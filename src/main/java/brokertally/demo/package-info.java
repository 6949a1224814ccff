/**
 * A real MQTT broker inside the sidecar's process, with real traffic, so that the demo needs nothing else.
 *
 * <p>In: the address to listen on. Out: a {@link brokertally.source.Source} whose every number was counted on the wire or in
 * the broker. Must not know: that there is a cluster, a scrape or a second node. Its broker is not in the production class path.
 */
package brokertally.demo;
