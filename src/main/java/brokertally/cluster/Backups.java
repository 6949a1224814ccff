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

/** What a file held before, under its name with {@code .bak.N}; the highest N is the latest. Blocks. */
final class Backups {
    /** How many EMQX keeps of its {@code cluster.hocon}. */
    static final int KEPT = 10;

    private final Path file;
    private final Pattern pattern;

    Backups(Path file) {
        this.file = file;
        this.pattern = Pattern.compile(Pattern.quote(file.getFileName().toString()) + "\\.bak\\.(\\d{1,9})");
    }

    /** Keeps these bytes; says under which name. */
    Path add(byte[] bytes) throws IOException {
        SortedMap<Integer, Path> kept = kept();
        int number = kept.isEmpty() ? 1 : kept.lastKey() + 1;
        Path backup = file.resolveSibling(file.getFileName() + ".bak." + number);
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

    static void writeAll(byte[] bytes, FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
