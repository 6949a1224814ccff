/**
 * From a question to a page.
 *
 * <p>In: scrape requests, and what the cluster and the local source report. Out: pages of text, the same bytes for all who
 * ask while nothing has moved, and explanations of the numbers in them. Must not know: HTTP, nor how a broker is read.
 */
package brokertally.scrape;
