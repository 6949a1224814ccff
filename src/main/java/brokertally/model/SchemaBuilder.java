package brokertally.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects families and series in the order of their arrival and sorts them into a {@link Schema}. Arrival i is the i-th
 * call of {@link #add}; {@link Built#slots()} says where it went.
 */
public final class SchemaBuilder {
    // By name within an endpoint: hash maps of strings stay fast when a stranger chooses names of one hash, of records
    // not.
    private final Map<Endpoint, Map<String, Integer>> familyIndex = new EnumMap<>(Endpoint.class);
    private Family[] families = new Family[16];
    private int familyCount;
    private int[] familyOf = new int[64];
    private byte[] suffixes = new byte[64];
    private int[] labelStart = new int[65];
    private byte[] labelPool = new byte[1024];
    private int size;

    /**
     * The result.
     *
     * @param schema the sorted schema
     * @param slots for each arrival the index of its series, or -1 for the second and later arrivals of one series
     * @param duplicates how many of them are -1
     */
    public record Built(Schema schema, int[] slots, int duplicates) {}

    /** Number of series added so far. */
    public int size() {
        return size;
    }

    /** The index of a family for {@link #add}; a family that is known by endpoint and name keeps its first type and help. */
    public int family(Family family) {
        Map<String, Integer> indexes = familyIndex.computeIfAbsent(family.endpoint(), e -> new HashMap<>());
        Integer known = indexes.get(family.name());
        if (known != null) {
            return known;
        }
        if (familyCount == families.length) {
            families = Arrays.copyOf(families, 2 * familyCount);
        }
        families[familyCount] = family;
        indexes.put(family.name(), familyCount);
        return familyCount++;
    }

    /** Replaces a family that has come with more knowledge (a HELP or TYPE line behind its first sample). */
    public void replace(int family, Family better) {
        families[family] = better;
    }

    /** Adds a series; the labels are a canonical text. */
    public void add(int family, Suffix suffix, String labels) {
        byte[] bytes = labels.getBytes(StandardCharsets.UTF_8);
        add(family, suffix, bytes, 0, bytes.length);
    }

    /** Adds a series; the bytes from {@code from} to {@code to} are a canonical label text in UTF-8. */
    public void add(int family, Suffix suffix, byte[] labels, int from, int to) {
        if (family < 0 || family >= familyCount) {
            throw new IllegalArgumentException("no family " + family);
        }
        if (size == familyOf.length) {
            familyOf = Arrays.copyOf(familyOf, 2 * size);
            suffixes = Arrays.copyOf(suffixes, 2 * size);
            labelStart = Arrays.copyOf(labelStart, 2 * size + 1);
        }
        int start = labelStart[size];
        int end = Math.addExact(start, to - from);
        if (end > labelPool.length) {
            labelPool = Arrays.copyOf(labelPool, Math.max(end, 2 * labelPool.length));
        }
        System.arraycopy(labels, from, labelPool, start, to - from);
        familyOf[size] = family;
        suffixes[size] = suffix.code();
        labelStart[size + 1] = end;
        size++;
    }

    /** Sorts what has been added. The builder must not be used afterwards. */
    public Built build() {
        int[] rank = familyRanks();
        int[] order = SeriesOrder.sort(size, rank, familyOf, suffixes, labelStart, labelPool);
        int[] slots = new int[size];
        int kept = 0;
        int previous = -1;
        for (int position = 0; position < size; position++) {
            int arrival = order[position];
            if (previous >= 0 && same(previous, arrival)) {
                slots[arrival] = -1;
                order[position] = -1;
            } else {
                slots[arrival] = kept++;
                previous = arrival;
            }
        }
        return new Built(new Schema(table(rank, order, kept)), slots, size - kept);
    }

    private boolean same(int a, int b) {
        return familyOf[a] == familyOf[b]
                && suffixes[a] == suffixes[b]
                && Arrays.equals(
                        labelPool, labelStart[a], labelStart[a + 1], labelPool, labelStart[b], labelStart[b + 1]);
    }

    /** For each family its place among those that have series; -1 for one without. */
    private int[] familyRanks() {
        boolean[] used = new boolean[familyCount];
        for (int i = 0; i < size; i++) {
            used[familyOf[i]] = true;
        }
        Integer[] byName = new Integer[familyCount];
        Arrays.setAll(byName, i -> i);
        Arrays.sort(byName, (a, b) -> {
            int byEndpoint = families[a].endpoint().compareTo(families[b].endpoint());
            return byEndpoint != 0 ? byEndpoint : families[a].name().compareTo(families[b].name());
        });
        int[] rank = new int[familyCount];
        int next = 0;
        for (Integer family : byName) {
            rank[family] = used[family] ? next++ : -1;
        }
        return rank;
    }

    private SeriesTable table(int[] rank, int[] order, int kept) {
        int used = 0;
        for (int r : rank) {
            used = Math.max(used, r + 1);
        }
        Family[] sorted = new Family[used];
        for (int f = 0; f < familyCount; f++) {
            if (rank[f] >= 0) {
                sorted[rank[f]] = families[f];
            }
        }
        int[] first = new int[used + 1];
        byte[] sortedSuffixes = new byte[kept];
        int[] starts = new int[kept + 1];
        byte[] pool = new byte[labelStart[size]];
        int slot = 0;
        for (int arrival : order) {
            if (arrival < 0) {
                continue;
            }
            int length = labelStart[arrival + 1] - labelStart[arrival];
            System.arraycopy(labelPool, labelStart[arrival], pool, starts[slot], length);
            starts[slot + 1] = starts[slot] + length;
            sortedSuffixes[slot] = suffixes[arrival];
            first[rank[familyOf[arrival]] + 1] = ++slot;
        }
        return new SeriesTable(sorted, first, sortedSuffixes, starts, Arrays.copyOf(pool, starts[kept]));
    }
}
