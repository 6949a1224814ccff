package brokertally.model;

/** 128 bits that name a {@link Schema}: equal schemas have equal fingerprints on every node and in every version. */
public record Fingerprint(long high, long low) {
    /** What a requester sends who knows no schema. */
    public static final Fingerprint NONE = new Fingerprint(0, 0);

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
