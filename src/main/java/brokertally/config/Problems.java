package brokertally.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects problems, so that all are told at once. */
final class Problems {
    private record Entry(String name, int line, Problem problem) {}

    private static final Comparator<Entry> BY_PLACE =
            Comparator.comparing(Entry::name).thenComparingInt(Entry::line);

    private final List<Entry> entries = new ArrayList<>();

    void add(Given given, String what) {
        add(given.value().origin(), given.path(), what);
    }

    void add(ConfigOrigin origin, String path, String what) {
        Problem problem = new Problem(Origins.text(origin), Given.printable(path), what);
        entries.add(new Entry(Origins.name(origin), origin.lineNumber(), problem));
    }

    /** The same problems, to which others can be added. */
    Problems copy() {
        Problems copy = new Problems();
        copy.entries.addAll(entries);
        return copy;
    }

    /** By file and line; as they were found within a line. */
    List<Problem> sorted() {
        return entries.stream().sorted(BY_PLACE).map(Entry::problem).toList();
    }

    void throwIfAny() throws SettingsException {
        if (!entries.isEmpty()) {
            throw new SettingsException(sorted());
        }
    }
}
