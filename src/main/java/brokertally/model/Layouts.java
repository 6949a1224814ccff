package brokertally.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds a {@link SeriesTable} in an order of the caller's own: the layout of an answer. */
public final class Layouts {
    private final List<Family> families = new ArrayList<>();
    private int[] first = new int[16];
    private byte[] suffixes = new byte[64];
    private int[] labelStart = new int[65];
    private byte[] pool = new byte[1024];
    private int size;

    /** Opens a family; the series added next are its own. */
    public void family(Family family) {
        families.add(family);
        if (families.size() >= first.length) {
            first = Arrays.copyOf(first, 2 * first.length);
        }
        first[families.size()] = size;
    }

    /** Adds a series to the open family and returns its index, the slot. */
    public int add(Suffix suffix, String labels) {
        if (families.isEmpty()) {
            throw new IllegalStateException("series before the first family");
        }
        byte[] bytes = labels.getBytes(StandardCharsets.UTF_8);
        if (size == suffixes.length) {
            suffixes = Arrays.copyOf(suffixes, 2 * size);
            labelStart = Arrays.copyOf(labelStart, 2 * size + 1);
        }
        int end = Math.addExact(labelStart[size], bytes.length);
        if (end > pool.length) {
            pool = Arrays.copyOf(pool, Math.max(end, 2 * pool.length));
        }
        System.arraycopy(bytes, 0, pool, labelStart[size], bytes.length);
        suffixes[size] = suffix.code();
        labelStart[size + 1] = end;
        first[families.size()] = ++size;
        return size - 1;
    }

    /** Number of series so far. */
    public int size() {
        return size;
    }

    /** The table; a family without series is left out by the writer. */
    public SeriesTable build() {
        return new SeriesTable(
                families.toArray(Family[]::new),
                Arrays.copyOf(first, families.size() + 1),
                Arrays.copyOf(suffixes, size),
                Arrays.copyOf(labelStart, size + 1),
                Arrays.copyOf(pool, labelStart[size]));
    }
}
