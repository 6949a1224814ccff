package brokertally.wire;

/**
 * What a receiver takes at the most.
 *
 * @param series series of one snapshot
 * @param bodyBytes bytes of one body (schema and values), over all its chunks
 */
public record WireLimits(int series, int bodyBytes) {
    /** Longest node name, member identifier, family name or other single word, in UTF-8 bytes. */
    static final int WORD_BYTES = 1024;

    /** Longest HELP, in UTF-8 bytes. */
    static final int HELP_BYTES = 16 * 1024;

    /** Longest body that travels inside its report, and longest chunk of a longer one. */
    public static final int CHUNK_BYTES = 256 * 1024;

    public WireLimits {
        if (series <= 0 || bodyBytes <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
