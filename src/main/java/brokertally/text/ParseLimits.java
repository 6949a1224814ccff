package brokertally.text;

/**
 * What a parser takes at the most.
 *
 * @param series series of all pages together; further ones are dropped and counted
 * @param labelValueBytes length of one label value, UTF-8; a longer one drops its series
 * @param bodyBytes length of one page; a longer one is a {@link ParseException}
 */
public record ParseLimits(int series, int labelValueBytes, long bodyBytes) {}
