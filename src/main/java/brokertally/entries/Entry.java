package brokertally.entries;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One thing that all sidecars hold in common, replaced as a whole. Of two writings the one with the higher version wins, of
 * the same version one that removes, so that a revoked key stays revoked, then the one with the higher writer.
 *
 * @param name what it is, 1 to {@value #NAME_BYTES} bytes of UTF-8
 * @param stamp which writing
 * @param ancestors the writings that its author knew and replaced, the newest first, at most {@value #ANCESTORS}; from them a
 *     reader sees whether another writing was lost unseen
 * @param body its content, at most {@value #BODY_BYTES} bytes, not to be changed; empty = the entry was removed
 */
public record Entry(String name, Stamp stamp, List<Stamp> ancestors, byte[] body) implements Comparable<Entry> {
    /** Longest name. */
    public static final int NAME_BYTES = 512;

    /** Longest body: with its name it fits into one message of the bus. */
    public static final int BODY_BYTES = 192 * 1024;

    /** Writings that are remembered. Who missed more than these has nothing that anybody could still miss. */
    public static final int ANCESTORS = 8;

    public Entry {
        ancestors = List.copyOf(ancestors);
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > NAME_BYTES || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a name of " + bytes + " bytes, or with a control character");
        }
        if (body.length > BODY_BYTES) {
            throw new IllegalArgumentException(body.length + " bytes; at most " + BODY_BYTES + " are kept");
        }
        if (ancestors.size() > ANCESTORS) {
            throw new IllegalArgumentException(ancestors.size() + " ancestors; at most " + ANCESTORS + " are kept");
        }
    }

    /** True when it stands for an entry that is no more. */
    public boolean removed() {
        return body.length == 0;
    }

    /** Whether the author of this one knew that one, so that nothing is lost when this one replaces it. */
    public boolean knew(Entry other) {
        if (ancestors.contains(other.stamp)) {
            return true;
        }
        return ancestors.size() == ANCESTORS
                && other.stamp.version() < ancestors.get(ANCESTORS - 1).version();
    }

    /** A total order among the writings of one entry, so that everybody chooses the same. */
    @Override
    public int compareTo(Entry other) {
        int byVersion = Long.compare(stamp.version(), other.stamp.version());
        if (byVersion != 0) {
            return byVersion;
        }
        if (removed() != other.removed()) {
            return removed() ? 1 : -1;
        }
        int byWriter = stamp.compareTo(other.stamp);
        if (byWriter != 0) {
            return byWriter;
        }
        int byBody = Arrays.compareUnsigned(body, other.body);
        return byBody != 0 ? byBody : ancestors.toString().compareTo(other.ancestors.toString());
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Entry other
                && name.equals(other.name)
                && stamp.equals(other.stamp)
                && ancestors.equals(other.ancestors)
                && Arrays.equals(body, other.body);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + stamp.hashCode();
    }

    /** Without the body, which may be a secret. */
    @Override
    public String toString() {
        return name + " " + stamp + " (" + body.length + " bytes)";
    }
}
