package brokertally.entries;

import brokertally.model.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A set of entries, immutable. {@link #join} is commutative, associative and idempotent: whoever has heard of the same writings,
 * in whatever order and however often, has the same set.
 */
public final class Entries {
    public static final Entries EMPTY = new Entries(Collections.emptyNavigableMap());

    /** Entries that were removed and are remembered as such; the oldest are forgotten first. */
    public static final int TOMBSTONES = 1_000;

    /** Entries in all that are taken in: who sends more means harm. */
    public static final int MOST = TOMBSTONES + 1_000;

    private final NavigableMap<String, Entry> byName;

    private Entries(NavigableMap<String, Entry> byName) {
        this.byName = Collections.unmodifiableNavigableMap(byName);
    }

    public static Entries of(Collection<Entry> entries) {
        NavigableMap<String, Entry> byName = new TreeMap<>();
        entries.forEach(entry -> byName.merge(entry.name(), entry, Entries::winner));
        return new Entries(byName);
    }

    private static Entry winner(Entry one, Entry other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    public Optional<Entry> entry(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All, by name, those that were removed among them. */
    public Collection<Entry> all() {
        return byName.values();
    }

    public int size() {
        return byName.size();
    }

    /** Name → body of those whose names begin so, without those that were removed. */
    public SortedMap<String, byte[]> living(String prefix) {
        SortedMap<String, byte[]> living = new TreeMap<>();
        for (Entry entry : byName.tailMap(prefix, true).values()) {
            if (!entry.name().startsWith(prefix)) {
                break;
            }
            if (!entry.removed()) {
                living.put(entry.name(), entry.body());
            }
        }
        return living;
    }

    /** Those that lie in a range of names. */
    public Stream<Entry> between(Range range) {
        return byName.tailMap(range.from(), true).values().stream().takeWhile(entry -> range.contains(entry.name()));
    }

    /**
     * Names from one to another, both included.
     *
     * @param to empty = no end
     */
    public record Range(String from, String to) {
        public static final Range ALL = new Range("", "");

        public static Range only(String name) {
            return new Range(name, name);
        }

        /** What lies behind this name. */
        public Range after(String name) {
            return new Range(name + '\0', to);
        }

        public boolean contains(String name) {
            return name.compareTo(from) >= 0 && (to.isEmpty() || name.compareTo(to) <= 0);
        }
    }

    public Entries filtered(Predicate<String> names) {
        return of(byName.values().stream()
                .filter(entry -> names.test(entry.name()))
                .toList());
    }

    /** This set, in which of two writings of one entry the higher one stays. */
    public Entries with(Entry entry) {
        Entry present = byName.get(entry.name());
        if (present != null && present.compareTo(entry) >= 0) {
            return this;
        }
        NavigableMap<String, Entry> copy = new TreeMap<>(byName);
        copy.put(entry.name(), entry);
        return new Entries(copy);
    }

    /** Both sets together. */
    public Entries join(Entries other) {
        List<Entry> both = new ArrayList<>(byName.values());
        both.addAll(other.byName.values());
        return of(both);
    }

    /** Without the oldest of the removed ones, where there are too many. */
    public Entries trimmed() {
        List<Entry> removed = byName.values().stream()
                .filter(Entry::removed)
                .sorted(Comparator.comparing(Entry::stamp).thenComparing(Entry::name))
                .toList();
        if (removed.size() <= TOMBSTONES) {
            return this;
        }
        NavigableMap<String, Entry> copy = new TreeMap<>(byName);
        removed.subList(0, removed.size() - TOMBSTONES).forEach(entry -> copy.remove(entry.name()));
        return new Entries(copy);
    }

    /** 0 when there is none. */
    public long highestVersion() {
        return byName.values().stream()
                .mapToLong(entry -> entry.stamp().version())
                .max()
                .orElse(0);
    }

    /**
     * The writing that replaces what this set has under a name. Its version is one above every version in the set, not only
     * above that of the name: who has forgotten that the entry was removed must not write below its removal.
     */
    public Entry next(String name, byte[] body, String writer) {
        List<Stamp> ancestors = new ArrayList<>();
        entry(name).ifPresent(replaced -> {
            ancestors.add(replaced.stamp());
            ancestors.addAll(replaced.ancestors());
        });
        int kept = Math.min(Entry.ANCESTORS, ancestors.size());
        return new Entry(name, new Stamp(highestVersion() + 1, writer), ancestors.subList(0, kept), body);
    }

    /**
     * The writing that is lost, unseen by the author of the other, when both are known.
     *
     * @return empty when nothing is lost: they are the same, or the one was made knowing the other, or both say the same
     */
    public static Optional<Entry> lost(Entry one, Entry other) {
        boolean oneWins = one.compareTo(other) >= 0;
        Entry winner = oneWins ? one : other;
        Entry loser = oneWins ? other : one;
        boolean same = MessageDigest.isEqual(winner.body(), loser.body());
        return same || winner.knew(loser) ? Optional.empty() : Optional.of(loser);
    }

    /** The same for equal sets, and for no others that anybody could find. */
    public Fingerprint digest() {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        for (Entry entry : byName.values()) {
            update(sha, entry.name().getBytes(StandardCharsets.UTF_8));
            update(sha, (entry.stamp() + " " + entry.ancestors()).getBytes(StandardCharsets.UTF_8));
            update(sha, entry.body());
        }
        ByteBuffer bytes = ByteBuffer.wrap(sha.digest());
        return new Fingerprint(bytes.getLong(), bytes.getLong());
    }

    /** With its length before it, so that no two sets give the same bytes. */
    private static void update(MessageDigest sha, byte[] bytes) {
        sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        sha.update(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entries entries && entries.byName.equals(byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    @Override
    public String toString() {
        return byName.values().toString();
    }
}
