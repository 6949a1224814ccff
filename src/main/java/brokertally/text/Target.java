package brokertally.text;

import brokertally.model.Suffix;

/**
 * Where the samples of one name go.
 *
 * @param fate whether they are kept at all
 * @param family index in the schema builder; -1 unless kept
 * @param suffix what the name has behind the name of the family
 */
record Target(Fate fate, int family, Suffix suffix) {
    /** What becomes of a sample. */
    enum Fate {
        KEEP,
        /** Read and left out, without a complaint. */
        DROP,
        /** A bad line. */
        REFUSE
    }

    /** For {@code _created} of OpenMetrics: the times of counters are the ledger's, not the source's. */
    static final Target DROP = new Target(Fate.DROP, -1, Suffix.NONE);

    /** For a sample with the bare name of a histogram. */
    static final Target REFUSE = new Target(Fate.REFUSE, -1, Suffix.NONE);

    static Target keep(int family, Suffix suffix) {
        return new Target(Fate.KEEP, family, suffix);
    }
}
