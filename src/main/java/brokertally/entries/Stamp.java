package brokertally.entries;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Which writing of an entry: by version, then by writer, so that no two are in doubt.
 *
 * @param version 1 and up
 * @param writer the member that wrote it; letters, digits and {@code _ . : @ -}, since it stands in files and logs
 */
public record Stamp(long version, String writer) implements Comparable<Stamp> {
    /** The highest version; none is so high that one more would overflow. */
    public static final long MAX_VERSION = 1L << 62;

    private static final Pattern WRITER = Pattern.compile("[\\w.:@-]{0,255}");
    private static final Comparator<Stamp> ORDER =
            Comparator.comparingLong(Stamp::version).thenComparing(Stamp::writer);

    public Stamp {
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException("version " + version + " is not in 1.." + MAX_VERSION);
        }
        if (!WRITER.matcher(writer).matches()) {
            throw new IllegalArgumentException("a writer of other characters than letters, digits and _ . : @ -");
        }
    }

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code version/writer}. */
    @Override
    public String toString() {
        return version + "/" + writer;
    }
}
