/**
 * What all sidecars hold in common.
 *
 * <p>In: entries that one sidecar or another has written. Out: the set that everybody ends up with, whatever the order in which
 * they hear of them, and which changes were lost to another. Must not know: what an entry means, where it is kept, the bus, the
 * clock.
 */
package brokertally.entries;
