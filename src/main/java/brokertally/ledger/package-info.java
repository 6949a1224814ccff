/**
 * The memory that keeps counters from falling.
 *
 * <p>In: snapshots of one node, in order; pages that others hold. Out: pages, and the newest of two. Must not know: time,
 * network, files, what is asked for.
 */
package brokertally.ledger;
