/**
 * The text formats of Prometheus and OpenMetrics, read and written.
 *
 * <p>In: the bytes of a broker's pages, or a layout and its numbers. Out: a schema with numbers and a report of what was left
 * out, or the bytes of an answer. Must not know: which broker or node it is, what a family means, how numbers are summed, or
 * how bytes come and go.
 */
package brokertally.text;
