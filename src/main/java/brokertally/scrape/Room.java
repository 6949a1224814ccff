package brokertally.scrape;

/**
 * How much memory pages may take. Without it a few questions on a large cluster would end the process, whose heap is sized
 * for the numbers of the nodes and not for every view of them at once.
 *
 * @param heapBytes the largest heap, {@link Runtime#maxMemory()}
 */
record Room(long heapBytes) {
    /** While a plan is made, its labels, their copies as they grow, and the template are there at once. */
    private static final int MAKING = 4;

    static Room ofThisProcess() {
        return new Room(Runtime.getRuntime().maxMemory());
    }

    /** True when there is no way to make a page of this size. */
    boolean tooSmallFor(long textBytes) {
        return MAKING * textBytes > heapBytes / 2;
    }

    /** Bytes of plans and pages that may stay while a page of this size is made. */
    long keptWhileMaking(long textBytes) {
        return Math.max(0, heapBytes / 2 - MAKING * textBytes);
    }

    /** Bytes of plans and pages that are kept when all is made. */
    long kept() {
        return heapBytes * 35 / 100;
    }
}
