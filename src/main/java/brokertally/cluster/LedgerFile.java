package brokertally.cluster;

import brokertally.ledger.Ledger;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ledger on disk: {@code ledger.bin}, and {@code ledger.bin.previous}, which is the one before. At every moment one of them
 * is whole. Blocks; for one thread at a time and one process in a directory.
 */
final class LedgerFile {
    static final String CURRENT = "ledger.bin";
    static final String PREVIOUS = "ledger.bin.previous";

    /** More than 30 nodes of 100,000 series take. */
    private static final long MAX_BYTES = 1L << 30;

    private final Path directory;
    private final long maxBytes;
    private final SetAside aside;
    private final AtomicFile files;

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
        this.files = AtomicFile.withPrevious(directory.resolve(CURRENT), directory.resolve(PREVIOUS));
    }

    /** The steps of a saving, for whoever wants to stop between them. */
    AtomicFile files() {
        return files;
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
        try (FileChannel channel = AtomicFile.open(file, problems).orElse(null)) {
            return channel == null ? Read.MISSING : new Read(Optional.of(LedgerFormat.read(channel, maxBytes)), false);
        } catch (AtomicFile.Refused e) {
            problems.add(file + " " + e.getMessage() + ": not read, and nothing is kept until it is removed");
        } catch (Unreadable e) {
            problems.add(file + " " + e.getMessage() + "; " + aside.put(file, e.version()));
        } catch (IOException e) {
            problems.add(file + " cannot be read: " + e);
        }
        return Read.REFUSED;
    }

    /** Writes the ledger. When it fails, what was there before is there still. */
    void save(Ledger ledger) throws IOException {
        try {
            files.put(channel -> LedgerFormat.write(ledger, channel));
        } catch (IOException e) {
            throw new IOException("ledger not written to " + directory + ": " + e.getMessage(), e);
        }
    }
}
