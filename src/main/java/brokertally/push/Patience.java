package brokertally.push;

/**
 * How long the steps of one attempt to connect may take, in milliseconds. Together they stay below the time that is left for
 * the push, so that no attempt goes on behind its back while the next push begins.
 *
 * @param connect for the connection; a power of two, because each value takes an HTTP client of its own
 * @param tunnel for the proxy's answer, when there is one to be asked for a tunnel
 * @param handshake for the handshake of TLS
 */
record Patience(long connect, long tunnel, long handshake) {
    private static final long MOST_CONNECT = 4_096;
    private static final long MOST_HANDSHAKE = 5_000;

    /** What has to be done before a request can be sent. */
    enum Steps {
        PLAIN,
        TLS,
        TUNNEL_AND_TLS
    }

    /**
     * Shares out what is left.
     *
     * @param leftMillis for the whole push
     * @param addresses that still have to get their turn, this one included
     */
    static Patience of(long leftMillis, int addresses, Steps steps) {
        long connecting = leftMillis * (steps == Steps.PLAIN ? 90 : 50) / 100 / addresses;
        long each = steps == Steps.TUNNEL_AND_TLS ? connecting / 2 : connecting;
        long step = Long.highestOneBit(Math.max(1, Math.min(MOST_CONNECT, each)));
        long rest = leftMillis * 98 / 100 - step * (steps == Steps.TUNNEL_AND_TLS ? 2 : 1);
        return new Patience(step, step, Math.max(1, Math.min(MOST_HANDSHAKE, rest)));
    }
}
