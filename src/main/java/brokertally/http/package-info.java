/**
 * The one room that says HTTP status.
 *
 * <p>In: requests, checked here. Out: answers, errors as JSON. Must not know: how a number came about.
 */
package brokertally.http;
