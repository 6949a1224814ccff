package brokertally.cluster;

import java.util.OptionalLong;

/** Bytes of a file of ours that this program cannot read: they are damaged, or of another version of the format. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private static final long DAMAGED = -1;
    private final long version;

    Unreadable(String what) {
        super(what);
        this.version = DAMAGED;
    }

    Unreadable(long version, long known) {
        super("is of format version " + version + ", this program knows version " + known);
        this.version = version;
    }

    /** The version when that is all that is wrong. */
    OptionalLong version() {
        return version == DAMAGED ? OptionalLong.empty() : OptionalLong.of(version);
    }
}
