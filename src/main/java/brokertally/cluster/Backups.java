package brokertally.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file held before, or did not come to hold, under its name with a number; the highest is the latest. Blocks. */
final class Backups {
    /** How many EMQX keeps of its {@code cluster.hocon}. */
    static final int KEPT = 10;

    static final int SLICE_BYTES = 64 * 1024;

    private final Path file;
    private final Pattern pattern;

    private final String prefix;

    private Backups(Path file, String kind) {
        this.file = file;
        this.prefix = file.getFileName() + kind;
        this.pattern = Pattern.compile(Pattern.quote(prefix) + "(\\d{1,9})");
    }

    /** What the file held before: {@code .bak.N}. */
    static Backups before(Path file) {
        return new Backups(file, ".bak.");
    }

    /** What was lost to another writing: {@code .lost.N}, apart, so that these do not push the backups out. */
    static Backups lost(Path file) {
        return new Backups(file, ".lost.");
    }

    /** Keeps these bytes; says under which name. */
    Path add(byte[] bytes) throws IOException {
        SortedMap<Integer, Path> kept = kept();
        int number = kept.isEmpty() ? 1 : kept.lastKey() + 1;
        Path backup = file.resolveSibling(prefix + number);
        AtomicFile.alone(backup).put(channel -> writeAll(bytes, channel));
        return backup;
    }

    /** Removes the oldest that are too many. */
    void prune() throws IOException {
        SortedMap<Integer, Path> kept = kept();
        while (kept.size() > KEPT) {
            Files.delete(kept.remove(kept.firstKey()));
        }
    }

    private SortedMap<Integer, Path> kept() throws IOException {
        SortedMap<Integer, Path> kept = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(file.getParent())) {
            for (Path path : files) {
                Matcher matcher = pattern.matcher(path.getFileName().toString());
                if (matcher.matches()) {
                    kept.put(Integer.parseInt(matcher.group(1)), path);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return kept;
    }

    /** In slices, since Java keeps a direct buffer as large as the largest write of the thread. */
    static void writeAll(byte[] bytes, FileChannel channel) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(SLICE_BYTES, bytes.length - at)));
        }
    }
}
