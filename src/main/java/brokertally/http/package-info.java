/**
 * The door for people and scrapers: HTTP.
 *
 * <p>In: requests, and through {@link brokertally.http.Deps} what the other rooms have ready. Out: pages, JSON and errors with
 * a status, a code and a sentence. Must not know: how a scrape is gathered, summed or written, nor that there is a Hazelcast.
 */
package brokertally.http;
