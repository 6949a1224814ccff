package brokertally.model;

/**
 * What a node shows, without the values: families sorted by endpoint and name, series sorted by label text (buckets by
 * their bound, then {@code _sum}, {@code _count}), no series twice. Made by {@link SchemaBuilder} only.
 */
public final class Schema {
    /** The schema of a node that has shown nothing yet. */
    public static final Schema EMPTY = new SchemaBuilder().build().schema();

    private final SeriesTable table;
    private final Fingerprint fingerprint;

    Schema(SeriesTable table) {
        this.table = table;
        this.fingerprint = FingerprintHash.of(table);
    }

    public SeriesTable table() {
        return table;
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** Number of series, and so the length of every array of values that belongs to this schema. */
    public int size() {
        return table.size();
    }
}
