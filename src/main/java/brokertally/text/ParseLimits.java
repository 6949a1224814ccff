package brokertally.text;

/**
 * What a parser takes at the most.
 *
 * @param series samples of all pages together, in the order of the text; further ones are dropped and counted
 * @param labelValueBytes length of one label value, UTF-8, unescaped; a longer one drops its series
 * @param bodyBytes length of one page; a longer one is a {@link ParseException}
 */
public record ParseLimits(int series, int labelValueBytes, long bodyBytes) {
    public ParseLimits {
        if (series < 0 || labelValueBytes < 0 || bodyBytes < 0) {
            throw new IllegalArgumentException("negative limit");
        }
    }
}
