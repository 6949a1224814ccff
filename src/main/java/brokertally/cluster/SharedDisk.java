package brokertally.cluster;

import brokertally.entries.Entries;
import brokertally.entries.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The shared entries on disk: the configuration as {@code cluster.hocon}, for people, with what it held before; all others in
 * {@code api_keys}, with the one before. Blocks; for one thread at a time and one process in a directory.
 */
final class SharedDisk {
    static final String CONFIGURATION_FILE = "cluster.hocon";
    static final String KEYS_FILE = "api_keys";
    private static final String KEYS_PREVIOUS = "api_keys.previous";

    /** More than all entries that are taken in usually have. */
    private static final long MAX_BYTES = 64L << 20;

    private final Path directory;
    private final Path configuration;
    private final Path keys;
    private final Path keysPrevious;
    private final SetAside aside;

    SharedDisk(Path directory) {
        this.directory = directory;
        this.configuration = directory.resolve(CONFIGURATION_FILE);
        this.keys = directory.resolve(KEYS_FILE);
        this.keysPrevious = directory.resolve(KEYS_PREVIOUS);
        this.aside = new SetAside(directory, KEYS_FILE);
    }

    /**
     * What was found on disk.
     *
     * @param problems in words, for the log
     * @param edited the configuration, when somebody has edited it by hand
     */
    record Loaded(Entries entries, List<String> problems, Optional<Entry> edited) {
        Loaded {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads all; never fails. A configuration that somebody has edited gets a first line that is right again.
     *
     * @param member this sidecar, the writer of what somebody has edited by hand
     */
    Loaded load(String member) {
        List<String> problems = new ArrayList<>();
        Optional<byte[]> text = bytes(configuration, problems);
        Entries read = keys(problems);
        if (text.isPresent()) {
            read = read.join(configuration(text.get(), member, problems));
        }
        Entries sane = sane(read, member, problems);
        Optional<Entry> edited = text.flatMap(
                bytes -> sane.entry(SharedStore.CONFIGURATION).filter(entry -> BlockText.isEdited(bytes, entry)));
        edited.ifPresent(entry -> writeAnew(entry, problems));
        return new Loaded(sane, problems, edited);
    }

    private Entries keys(List<String> problems) {
        Optional<Entries> current = entries(keys, problems);
        if (current.isEmpty()) {
            current = entries(keysPrevious, problems);
            current.ifPresent(used -> problems.add(keysPrevious + " is used instead of " + KEYS_FILE));
        }
        return current.orElse(Entries.EMPTY);
    }

    private void writeAnew(Entry edited, List<String> problems) {
        byte[] text = BlockText.write(edited);
        try {
            AtomicFile.alone(configuration).put(channel -> Backups.writeAll(text, channel));
        } catch (IOException e) {
            problems.add(configuration + " was edited, and its first line cannot be written: " + e.getMessage());
        }
    }

    /** A version that nobody reaches in good faith stands in a file that somebody edited; above it there might be no other. */
    private static Entries sane(Entries read, String member, List<String> problems) {
        Predicate<Entry> usual =
                entry -> entry.stamp().version() <= Admission.USUAL_VERSIONS + Admission.VERSIONS_AHEAD;
        Entries sane = Entries.of(read.all().stream().filter(usual).toList());
        for (Entry entry : read.all()) {
            if (!usual.test(entry)) {
                problems.add(
                        entry.name() + " has the version " + entry.stamp() + ", far above all others: taken as new");
                sane = sane.with(sane.next(entry.name(), entry.body(), member));
            }
        }
        return sane;
    }

    private Entries configuration(byte[] text, String member, List<String> problems) {
        try {
            return Entries.of(List.of(BlockText.read(SharedStore.CONFIGURATION, text, member)));
        } catch (IllegalArgumentException e) {
            problems.add(configuration + " is not taken: " + e.getMessage());
            return Entries.EMPTY;
        }
    }

    private Optional<byte[]> bytes(Path file, List<String> problems) {
        try (FileChannel channel = AtomicFile.open(file, problems).orElse(null)) {
            if (channel == null) {
                return Optional.empty();
            }
            if (channel.size() > MAX_BYTES) {
                throw new IOException("has " + channel.size() + " bytes, more than the limit of " + MAX_BYTES);
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            int read = 0;
            while (bytes.position() < bytes.capacity() && read >= 0) {
                bytes.limit(Math.min(bytes.capacity(), bytes.position() + Backups.SLICE_BYTES));
                read = channel.read(bytes);
            }
            return Optional.of(bytes.array());
        } catch (AtomicFile.Refused e) {
            problems.add(file + " " + e.getMessage() + ": not read, and nothing is kept until it is removed");
        } catch (IOException e) {
            problems.add(file + " cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Entries> entries(Path file, List<String> problems) {
        Optional<byte[]> bytes = bytes(file, problems);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(EntriesFormat.read(bytes.get()));
        } catch (Unreadable e) {
            problems.add(file + " " + e.getMessage() + "; " + aside.put(file, e.version()));
            return Optional.empty();
        }
    }

    /** Writes the file in which an entry stands. When it fails, what was there before is there still. */
    void save(Entries entries, String name) throws IOException {
        try {
            if (isConfiguration(name)) {
                Optional<Entry> entry = entries.entry(name);
                if (entry.isPresent()) {
                    saveConfiguration(BlockText.write(entry.get()));
                }
            } else {
                byte[] bytes = EntriesFormat.write(entries.filtered(other -> !isConfiguration(other)));
                AtomicFile.withPrevious(keys, keysPrevious).put(channel -> Backups.writeAll(bytes, channel));
            }
        } catch (IOException e) {
            throw new IOException("not written to " + directory + ": " + e.getMessage(), e);
        }
    }

    /** The file before is copied, not moved: at no moment is there none. */
    private void saveConfiguration(byte[] text) throws IOException {
        AtomicFile file = AtomicFile.alone(configuration);
        file.prepare();
        Backups backups = Backups.before(configuration);
        Optional<Path> backup = Optional.empty();
        if (Files.exists(configuration)) {
            backup = Optional.of(backups.add(Files.readAllBytes(configuration)));
        }
        try {
            file.put(channel -> Backups.writeAll(text, channel));
        } catch (IOException e) {
            if (backup.isPresent()) {
                Files.deleteIfExists(backup.get());
            }
            throw e;
        }
        backups.prune();
    }

    /** Keeps a writing that lost against another beside the file in which it would stand; says where. */
    Path keep(Entry lost) throws IOException {
        boolean text = isConfiguration(lost.name());
        Backups backups = Backups.lost(text ? configuration : keys);
        Path kept = backups.add(text ? BlockText.write(lost) : EntriesFormat.write(Entries.of(List.of(lost))));
        backups.prune();
        return kept;
    }

    static boolean isConfiguration(String name) {
        return name.equals(SharedStore.CONFIGURATION);
    }
}
