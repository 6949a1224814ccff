package brokertally.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Families and their series in columns. Families are numbered 0 … families()-1, series 0 … size()-1; the series of family
 * f are {@code first(f) … end(f)-1}. Immutable.
 */
public final class SeriesTable {
    private final Family[] families;
    private final int[] first; // families.length + 1; series index
    private final byte[] suffixes; // size
    private final int[] labelStart; // size + 1; index into labelPool
    private final byte[] labelPool; // UTF-8, canonical texts one behind the other

    /** Takes the arrays over; nobody may write to them afterwards. Throws {@link IllegalArgumentException} when they disagree. */
    SeriesTable(Family[] families, int[] first, byte[] suffixes, int[] labelStart, byte[] labelPool) {
        boolean fits = first.length == families.length + 1
                && first[0] == 0
                && first[families.length] == suffixes.length
                && labelStart.length == suffixes.length + 1
                && labelStart[0] == 0
                && labelStart[suffixes.length] <= labelPool.length;
        if (!fits || !rises(first) || !rises(labelStart)) {
            throw new IllegalArgumentException("columns of different length");
        }
        this.families = families;
        this.first = first;
        this.suffixes = suffixes;
        this.labelStart = labelStart;
        this.labelPool = labelPool;
    }

    private static boolean rises(int[] starts) {
        for (int i = 1; i < starts.length; i++) {
            if (starts[i] < starts[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** Number of families. */
    public int families() {
        return families.length;
    }

    public Family family(int f) {
        return families[f];
    }

    public List<Family> familyList() {
        return List.of(families);
    }

    /** Index of the first series of family f. */
    public int first(int f) {
        return first[f];
    }

    /** Index behind the last series of family f. */
    public int end(int f) {
        return first[f + 1];
    }

    /** Number of series. */
    public int size() {
        return suffixes.length;
    }

    public Suffix suffix(int series) {
        return Suffix.ofCode(suffixes[series]);
    }

    /** Canonical label text of a series. Allocates: for building and explaining only. */
    public String labels(int series) {
        return new String(
                labelPool, labelStart[series], labelStart[series + 1] - labelStart[series], StandardCharsets.UTF_8);
    }

    /** Where the label text of a series begins in the {@link #labelPool()}; {@code series == size()} gives the end of the last. */
    public int labelStart(int series) {
        return labelStart[series];
    }

    /** The pool of all label texts, UTF-8; read only. */
    @SuppressWarnings("EI_EXPOSE_REP")
    public byte[] labelPool() {
        return labelPool;
    }

    /** True when series a of this table and series b of the other have the same suffix and label text. */
    public boolean sameSeries(int a, SeriesTable other, int b) {
        return suffixes[a] == other.suffixes[b]
                && Arrays.equals(
                        labelPool,
                        labelStart[a],
                        labelStart[a + 1],
                        other.labelPool,
                        other.labelStart[b],
                        other.labelStart[b + 1]);
    }

    /** Bytes that the columns take, for limits and figures. */
    public long bytes() {
        return labelPool.length + 5L * suffixes.length + 40L * families.length;
    }
}
