package brokertally.wire;

import brokertally.ledger.Ledger;

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

    /** Marks in one message: one more page than a ledger takes in, because a sidecar's own page always finds room. */
    static final int MARKS = Ledger.MAX_PAGES + 1;

    /** Nodes that one message asks for. */
    static final int NODES = 1_000;

    /** Nodes folded into the page of the long gone. */
    static final int FOLDED = 10_000;

    /** Longest body that travels inside its report, and longest chunk of a longer one. */
    public static final int CHUNK_BYTES = 256 * 1024;

    public WireLimits {
        if (series <= 0 || bodyBytes <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
