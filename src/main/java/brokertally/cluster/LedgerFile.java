package brokertally.cluster;

import brokertally.ledger.Ledger;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger on disk: {@code ledger.bin}, and {@code ledger.bin.previous}, which is the one before. At every moment one of them
 * is whole. Blocks; for one thread at a time and one process in a directory.
 */
final class LedgerFile {
    static final String CURRENT = "ledger.bin";
    static final String PREVIOUS = "ledger.bin.previous";
    static final String TEMPORARY = "ledger.bin.tmp";

    /** More than 30 nodes of 100,000 series take. */
    private static final long MAX_BYTES = 1L << 30;

    private final Path directory;
    private final long maxBytes;
    private final SetAside aside;

    /**
     * The ledger in a directory that need not be there yet.
     *
     * @param directory holds the files
     * @param maxBytes a longer file is not read
     */
    LedgerFile(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.aside = new SetAside(directory, CURRENT);
    }

    static LedgerFile in(Path dataDir) {
        return new LedgerFile(dataDir, MAX_BYTES);
    }

    /**
     * What was found on disk.
     *
     * @param ledger the ledger; empty when there was none
     * @param problems in words, for the log: what was wrong with which file, what became of it, what was used instead
     */
    record Loaded(Ledger ledger, List<String> problems) {
        Loaded {
            problems = List.copyOf(problems);
        }
    }

    /** Reads the ledger; never fails, and an empty ledger without a problem means that there never was one. */
    Loaded load() {
        List<String> problems = new ArrayList<>();
        try {
            if (Ownership.attributes(directory).isEmpty()) {
                return new Loaded(Ledger.EMPTY, problems);
            }
            if (!Files.isDirectory(directory)) {
                problems.add(directory + " is not a directory: the ledger begins empty");
                return new Loaded(Ledger.EMPTY, problems);
            }
            Ownership.openDirectory(directory).ifPresent(what -> problems.add(directory + " " + what));
            return new Loaded(load(problems), problems);
        } catch (IOException e) {
            problems.add(directory + " cannot be read: " + e + ": the ledger begins empty");
            return new Loaded(Ledger.EMPTY, problems);
        }
    }

    private Ledger load(List<String> problems) throws IOException {
        Read current = read(directory.resolve(CURRENT), problems);
        if (current.ledger().isPresent()) {
            return current.ledger().get();
        }
        Read previous = read(directory.resolve(PREVIOUS), problems);
        if (previous.ledger().isPresent()) {
            problems.add((current.missing() ? CURRENT + " is missing: " : "") + PREVIOUS + " is used instead");
            return previous.ledger().get();
        }
        if (!current.missing() || !previous.missing()) {
            problems.add("no file could be read: the ledger begins empty");
        } else if (aside.any()) {
            problems.add("there are only files that were set aside: the ledger begins empty");
        }
        return Ledger.EMPTY;
    }

    private record Read(Optional<Ledger> ledger, boolean missing) {
        private static final Read MISSING = new Read(Optional.empty(), true);
        private static final Read REFUSED = new Read(Optional.empty(), false);
    }

    private Read read(Path file, List<String> problems) {
        try {
            Optional<PosixFileAttributes> attributes = Ownership.attributes(file);
            if (attributes.isEmpty()) {
                return Read.MISSING;
            }
            Optional<String> refusal = Ownership.ofThisProcess().refusal(file);
            if (refusal.isPresent()) {
                problems.add(file + " " + refusal.get() + ": not read, and nothing is kept until it is removed");
                return Read.REFUSED;
            }
            Ownership.close(file, attributes.get()).ifPresent(what -> problems.add(file + " " + what));
            return new Read(Optional.of(open(file)), false);
        } catch (LedgerFormat.Unreadable e) {
            problems.add(file + " " + e.getMessage() + "; " + aside.put(file, e.version()));
        } catch (IOException e) {
            problems.add(file + " cannot be read: " + e);
        }
        return Read.REFUSED;
    }

    private Ledger open(Path file) throws IOException, LedgerFormat.Unreadable {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return LedgerFormat.read(channel, maxBytes);
        }
    }

    /** Writes the ledger. When it fails, what was there before is there still. */
    void save(Ledger ledger) throws IOException {
        try {
            prepare();
            put(ledger);
        } catch (IOException e) {
            throw new IOException("ledger not written to " + directory + ": " + e.getMessage(), e);
        }
    }

    private void put(Ledger ledger) throws IOException {
        try {
            write(ledger);
            keep();
            replace();
            sync();
        } catch (IOException e) {
            removeTemporary(e);
            throw e;
        }
    }

    private void removeTemporary(IOException reason) {
        try {
            Files.deleteIfExists(directory.resolve(TEMPORARY));
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Refuses whatever is in the way; what a crash has left of a temporary file is removed. */
    void prepare() throws IOException {
        Ownership.makeDirectory(directory);
        Ownership ownership = Ownership.ofThisProcess();
        for (String name : List.of(CURRENT, PREVIOUS, TEMPORARY)) {
            Optional<String> refusal = ownership.refusal(directory.resolve(name));
            if (refusal.isPresent()) {
                throw new IOException(name + " " + refusal.get());
            }
        }
        Files.deleteIfExists(directory.resolve(TEMPORARY));
    }

    /** Step 1: a new file, on disk when this returns. */
    void write(Ledger ledger) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(
                directory.resolve(TEMPORARY),
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            LedgerFormat.write(ledger, channel);
            channel.force(true);
        }
    }

    /** Step 2: the present file becomes the previous one. When there is none, as after a crash here, the previous one stays. */
    void keep() throws IOException {
        if (Ownership.attributes(directory.resolve(CURRENT)).isPresent()) {
            move(CURRENT, PREVIOUS);
        }
    }

    /** Step 3: the new file becomes the present one; or the one before becomes it again. */
    void replace() throws IOException {
        try {
            move(TEMPORARY, CURRENT);
        } catch (IOException e) {
            goBack(e);
            throw e;
        }
    }

    private void goBack(IOException reason) {
        try {
            if (Ownership.attributes(directory.resolve(PREVIOUS)).isPresent()) {
                move(PREVIOUS, CURRENT);
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void move(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Step 4: the names are on disk too. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
