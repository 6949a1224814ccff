/**
 * What is known of metric families beforehand: type, aggregation class, endpoint, HELP and place.
 *
 * <p>In: family names as a source shows them, and the operator's rules. Out: what holds for a family in every answer. Must
 * not know: values, nodes, or how an answer is made.
 */
package brokertally.catalog;
