package brokertally.cluster;

import brokertally.entries.Entries;
import brokertally.entries.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which entries are taken in beside those that are there: one member that means harm, or is mad, must neither use up the memory
 * and the disks of all, nor leave no version above its own.
 */
final class Admission {
    /** Versions that nobody reaches in good faith: a change every millisecond for thirty years. */
    static final long USUAL_VERSIONS = 1L << 40;

    /** How far a version may be above all that are known, once these are beyond the usual ones. */
    static final long VERSIONS_AHEAD = 1_000_000;

    static final int CONFIGURATION_BYTES = 128 * 1024;

    /** As long as a key may be. */
    static final int KEY_BYTES = 8 * 1024;

    /** Of all entries together. */
    static final long ALL_BYTES = 4L << 20;

    private static final Pattern KEY_NAME = Pattern.compile("api_key/[A-Za-z][A-Za-z0-9_-]*");

    private final Map<String, Long> sizes = new HashMap<>();
    private final long highestVersion;
    private long bytes;

    Admission(Entries present) {
        present.all().forEach(this::add);
        this.highestVersion = Math.max(USUAL_VERSIONS, present.highestVersion()) + VERSIONS_AHEAD;
    }

    static boolean isName(String name) {
        return SharedDisk.isConfiguration(name) || KEY_NAME.matcher(name).matches();
    }

    /** Counts an entry that is there from now on. */
    void add(Entry entry) {
        long size = size(entry);
        Long before = sizes.put(entry.name(), size);
        bytes += size - (before == null ? 0 : before);
    }

    /** Why an entry is not taken; empty = it is. */
    Optional<String> refusal(Entry entry) {
        if (!isName(entry.name())) {
            return Optional.of("has a name that no entry has");
        }
        int most = SharedDisk.isConfiguration(entry.name()) ? CONFIGURATION_BYTES : KEY_BYTES;
        if (entry.body().length > most) {
            return Optional.of("has " + entry.body().length + " bytes; at most " + most + " are kept");
        }
        if (entry.stamp().version() > highestVersion) {
            return Optional.of("has a version far above all others");
        }
        Long before = sizes.get(entry.name());
        if (before == null && sizes.size() >= Entries.MOST) {
            return Optional.of("is one more than the " + Entries.MOST + " that are kept");
        }
        boolean fits = bytes + size(entry) - (before == null ? 0 : before) <= ALL_BYTES;
        return fits ? Optional.empty() : Optional.of("makes more than the " + ALL_BYTES + " bytes that are kept");
    }

    private static long size(Entry entry) {
        long ancestors = entry.ancestors().stream()
                .mapToLong(stamp -> stamp.writer().length())
                .sum();
        return entry.name().length() + entry.body().length + ancestors;
    }
}
