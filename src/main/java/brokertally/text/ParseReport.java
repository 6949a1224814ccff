package brokertally.text;

import java.util.Optional;

/**
 * What the parser left out of some pages.
 *
 * @param badLines lines that cannot be read
 * @param duplicates samples of a series that was there already
 * @param overLimit samples over {@link ParseLimits}
 * @param first the first bad line, as line, column and reason
 */
public record ParseReport(int badLines, int duplicates, int overLimit, Optional<String> first) {
    public static final ParseReport CLEAN = new ParseReport(0, 0, 0, Optional.empty());
}
