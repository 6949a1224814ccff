/**
 * The sidecars among themselves; the last room that says Hazelcast.
 *
 * <p>In: what the local source reports, messages from the bus, members that come and go. Out: the roster of what was last
 * heard of everybody, and answers to who asks. Must not know: modes, sums and texts.
 */
package brokertally.cluster;
