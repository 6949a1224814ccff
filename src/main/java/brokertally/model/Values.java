package brokertally.model;

/** The one special number: a series that the schema has and that this sample has not. */
public final class Values {
    /**
     * Marks "no value" in an array of values: a quiet NaN with a payload of its own, so that it is told from a NaN that a
     * broker sent (which is shown as NaN). It is never rendered and never added.
     */
    public static final double ABSENT = Double.longBitsToDouble(0x7ff8_ab5e_47ab_5e47L);

    private static final long ABSENT_BITS = 0x7ff8_ab5e_47ab_5e47L;

    private Values() {}

    /** True for {@link #ABSENT}, false for every other number and for any other NaN. */
    public static boolean isAbsent(double value) {
        return Double.doubleToRawLongBits(value) == ABSENT_BITS;
    }
}
