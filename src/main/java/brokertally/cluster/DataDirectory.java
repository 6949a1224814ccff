package brokertally.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The directory of one sidecar, held while it runs: two that write into one would each destroy what the other keeps. */
public final class DataDirectory implements Closeable {
    private static final String LOCK = "brokertally.lock";

    private final FileChannel channel;

    private DataDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory where it is missing, for this user alone, and holds it.
     *
     * @throws InUse when another sidecar holds it
     * @throws IOException when it cannot be made or written to
     */
    public static DataDirectory hold(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path lock = directory.resolve(LOCK);
        if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("'" + lock + "' is not a regular file"); // to open a FIFO would wait for ever
        }
        FileChannel channel = FileChannel.open(
                lock,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        if (!locked(channel)) {
            channel.close();
            throw new InUse(directory);
        }
        return new DataDirectory(channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Another sidecar runs with this directory. */
    public static final class InUse extends IOException {
        private static final long serialVersionUID = 1L;

        InUse(Path directory) {
            super("data_dir '" + directory
                    + "' is in use by another sidecar; give each its own, or \"\" to keep nothing");
        }
    }
}
