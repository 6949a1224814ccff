package brokertally.cluster;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that could not be read, kept beside for whoever wants to look: five damaged ones, and one of each other version. */
final class SetAside {
    private static final int DAMAGED_KEPT = 5;

    private final Path directory;
    private final String name;
    private final Pattern damaged;

    SetAside(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        this.damaged = Pattern.compile(Pattern.quote(name) + "\\.damaged-(\\d{1,9})");
    }

    /** Renames a file; says in words what came of it. */
    String put(Path file, OptionalLong version) {
        try {
            Path aside = version.isPresent()
                    ? file.resolveSibling(file.getFileName() + ".version-" + version.getAsLong())
                    : file.resolveSibling(name + ".damaged-" + nextNumber());
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            return "set aside as " + aside.getFileName();
        } catch (IOException e) {
            return "could not be set aside: " + e;
        }
    }

    private int nextNumber() throws IOException {
        SortedMap<Integer, Path> kept = kept();
        while (kept.size() >= DAMAGED_KEPT) {
            Files.delete(kept.remove(kept.firstKey()));
        }
        return kept.isEmpty() ? 1 : kept.lastKey() + 1;
    }

    private SortedMap<Integer, Path> kept() throws IOException {
        SortedMap<Integer, Path> kept = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher matcher = damaged.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    kept.put(Integer.parseInt(matcher.group(1)), file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return kept;
    }

    /** True when there is a file that was set aside. */
    boolean any() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, name + "*.{damaged,version}-*")) {
            return files.iterator().hasNext();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
