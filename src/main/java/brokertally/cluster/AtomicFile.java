package brokertally.cluster;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is replaced as a whole, 0600: after a crash the old one is there or the new one, never a half. Blocks; for one
 * thread at a time.
 */
final class AtomicFile {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
    private static final String TEMPORARY = ".tmp";

    private final Path file;
    private final Optional<Path> previous;
    private final Names names;

    private AtomicFile(Path file, Optional<Path> previous, Names names) {
        this.file = file;
        this.previous = previous;
        this.names = names;
    }

    /** Brings the names in a directory to disk. */
    interface Names {
        void sync(Path directory) throws IOException;
    }

    /** A file alone. */
    static AtomicFile alone(Path file) {
        return alone(file, AtomicFile::force);
    }

    static AtomicFile alone(Path file, Names names) {
        return new AtomicFile(file, Optional.empty(), names);
    }

    /** A file of which the one before is kept under another name, in the same directory. */
    static AtomicFile withPrevious(Path file, Path previous) {
        return new AtomicFile(file, Optional.of(previous), AtomicFile::force);
    }

    /** What a file will hold. */
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Opens a file for reading, after a look at what it is.
     *
     * @param problems gets what is amiss but no reason not to read it
     * @return empty when there is nothing
     * @throws Refused when it is not this program's own regular file
     */
    static Optional<FileChannel> open(Path file, List<String> problems) throws IOException {
        Optional<PosixFileAttributes> attributes = Ownership.attributes(file);
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> refusal = Ownership.ofThisProcess().refusal(file);
        if (refusal.isPresent()) {
            throw new Refused(refusal.get());
        }
        Ownership.close(file, attributes.get()).ifPresent(what -> problems.add(file + " " + what));
        return Optional.of(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Something stands at the place of a file that is none of this program's. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String what) {
            super(what);
        }
    }

    /** Writes the file. When it fails, what was there before is there still; that names may not be on disk is no failure. */
    void put(Content content) throws IOException {
        prepare();
        try {
            write(content);
            keep();
            replace();
        } catch (IOException e) {
            removeTemporary(e);
            throw e;
        }
        try {
            sync();
        } catch (IOException e) { // the new file is in force already: to say that nothing has changed would be wrong
            LOG.warn(
                    "written, but a power failure may bring the old one back file={} reason=\"{}\"",
                    file,
                    e.getMessage());
        }
    }

    private void removeTemporary(IOException reason) {
        try {
            Files.deleteIfExists(temporary());
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private Path temporary() {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }

    /** Refuses whatever is in the way; what a crash has left of a temporary file is removed. */
    void prepare() throws IOException {
        Ownership.makeDirectory(file.getParent());
        Ownership ownership = Ownership.ofThisProcess();
        List<Path> places = new ArrayList<>(List.of(file, temporary()));
        previous.ifPresent(places::add);
        for (Path place : places) {
            Optional<String> refusal = ownership.refusal(place);
            if (refusal.isPresent()) {
                throw new IOException(place.getFileName() + " " + refusal.get());
            }
        }
        Files.deleteIfExists(temporary());
    }

    /** Step 1: a new file, on disk when this returns. */
    void write(Content content) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(
                temporary(),
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            content.writeTo(channel);
            channel.force(true);
        }
    }

    /** Step 2: the present file becomes the previous one. When there is none, as after a crash here, the previous one stays. */
    void keep() throws IOException {
        if (previous.isPresent() && Ownership.attributes(file).isPresent()) {
            move(file, previous.get());
        }
    }

    /** Step 3: the new file becomes the present one; or the one before becomes it again. */
    void replace() throws IOException {
        try {
            move(temporary(), file);
        } catch (IOException e) {
            goBack(e);
            throw e;
        }
    }

    private void goBack(IOException reason) {
        try {
            if (previous.isPresent() && Ownership.attributes(previous.get()).isPresent()) {
                move(previous.get(), file);
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Step 4: the names are on disk too. */
    void sync() throws IOException {
        names.sync(file.getParent());
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
