/**
 * The noun of the house: what a node shows, and when.
 *
 * <p>In: families, series and numbers that others have read. Out: immutable {@link brokertally.model.Snapshot}s and
 * {@link brokertally.model.SeriesTable}s that refuse what is illegal. Must not know: how any of it is written, sent, summed
 * or configured, nor what time it is.
 */
package brokertally.model;
