package brokertally.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The order of series in a schema: family, then label text byte by byte. In a family with suffixes the text without
 * {@code le} comes first, so that the buckets of one histogram stand together by their bound, then its sum and count.
 */
final class SeriesOrder {
    private final int[] rank;
    private final int[] familyOf;
    private final byte[] suffixes;
    private final int[] labelStart;
    private final byte[] pool;

    private SeriesOrder(int[] rank, int[] familyOf, byte[] suffixes, int[] labelStart, byte[] pool) {
        this.rank = rank;
        this.familyOf = familyOf;
        this.suffixes = suffixes;
        this.labelStart = labelStart;
        this.pool = pool;
    }

    /** The arrivals 0 … size-1 in sorted order; equal ones keep their order of arrival. */
    static int[] sort(int size, int[] rank, int[] familyOf, byte[] suffixes, int[] labelStart, byte[] pool) {
        SeriesOrder order = new SeriesOrder(rank, familyOf, suffixes, labelStart, pool);
        if (order.isSorted(size)) {
            int[] identity = new int[size];
            Arrays.setAll(identity, i -> i);
            return identity;
        }
        Integer[] boxed = new Integer[size];
        Arrays.setAll(boxed, i -> i);
        Arrays.sort(boxed, order::compare);
        int[] sorted = new int[size];
        Arrays.setAll(sorted, i -> boxed[i]);
        return sorted;
    }

    private boolean isSorted(int size) {
        for (int i = 1; i < size; i++) {
            if (compare(i - 1, i) > 0) {
                return false;
            }
        }
        return true;
    }

    private int compare(int a, int b) {
        int byFamily = Integer.compare(rank[familyOf[a]], rank[familyOf[b]]);
        if (byFamily != 0) {
            return byFamily;
        }
        if (suffixes[a] == 0 && suffixes[b] == 0) {
            return bytes(a, b);
        }
        int byBase = base(a).compareTo(base(b));
        if (byBase != 0) {
            return byBase;
        }
        int bySuffix = Byte.compare(suffixes[a], suffixes[b]);
        if (bySuffix != 0) {
            return bySuffix;
        }
        int byBound = Double.compare(bound(a), bound(b));
        return byBound != 0 ? byBound : bytes(a, b);
    }

    private int bytes(int a, int b) {
        return Arrays.compareUnsigned(pool, labelStart[a], labelStart[a + 1], pool, labelStart[b], labelStart[b + 1]);
    }

    private String text(int series) {
        return new String(
                pool, labelStart[series], labelStart[series + 1] - labelStart[series], StandardCharsets.UTF_8);
    }

    private String base(int series) {
        return Labels.without(Labels.without(text(series), "le"), "quantile");
    }

    private double bound(int series) {
        return Bounds.of(Labels.value(text(series), "le"));
    }
}
