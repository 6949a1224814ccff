package brokertally.model;

/**
 * One life of a broker process, from its start to its end; not of the sidecar.
 *
 * @param startedMillis when the life began, Unix milliseconds; for a broker that does not tell, when the sidecar first saw it
 */
public record Incarnation(long startedMillis) implements Comparable<Incarnation> {
    public Incarnation {
        if (startedMillis < 0) {
            throw new IllegalArgumentException("started before 1970: " + startedMillis);
        }
    }

    @Override
    public int compareTo(Incarnation other) {
        return Long.compare(startedMillis, other.startedMillis);
    }
}
