package brokertally.tally;

/** How a value enters its slot. */
enum Op {
    /** It is the first, or the only one. */
    COPY,
    ADD,
    AND,
    MAX,
    MIN
}
