/**
 * The reading of one local broker.
 *
 * <p>In: pages over HTTP, {@code $SYS} topics over MQTT, and the settings that say where. Out: {@link
 * brokertally.source.Reading}s under EMQX's names, and from the {@link brokertally.source.Collector} the node's reports with
 * sequence and incarnation. Must not know: other nodes, the cluster, how answers are summed or shown.
 */
package brokertally.source;
