/**
 * One answer out of many snapshots.
 *
 * <p>In: what a gather has brought, and what the catalog knows. Out: the layout of the answer and its numbers, the same for
 * the same input on every sidecar. Must not know: time, network, text formats, or who asks.
 */
package brokertally.tally;
