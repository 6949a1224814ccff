package brokertally.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which keys exist, as settings and as blocks around them; what else stands in a file is refused. */
final class KnownKeys {
    static final Set<String> SETTINGS = Keys.ALL.stream().map(Key::path).collect(Collectors.toUnmodifiableSet());
    static final Set<String> BLOCKS = blocks();

    private KnownKeys() {}

    private static Set<String> blocks() {
        Set<String> blocks = new TreeSet<>();
        for (String path : SETTINGS) {
            for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
                blocks.add(path.substring(0, dot));
            }
        }
        return Set.copyOf(blocks);
    }

    /** The setting at a path, also under its older EMQX name. */
    static Optional<Key<?>> setting(String path) {
        String now = EmqxShape.RENAMED.getOrDefault(path, path);
        return Keys.ALL.stream().filter(key -> key.path().equals(now)).findFirst();
    }

    /** Every name that may be written. */
    static Set<String> all() {
        Set<String> all = new TreeSet<>(SETTINGS);
        all.addAll(BLOCKS);
        all.addAll(EmqxShape.RENAMED.keySet());
        return all;
    }

    /** Adds a problem for every key that does not exist, and for every block that is none. */
    static void check(ConfigObject root, Problems problems) {
        check(root, "", problems);
    }

    private static void check(ConfigObject block, String prefix, Problems problems) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            Given given = new Given(prefix + entry.getKey(), entry.getValue());
            if (SETTINGS.contains(given.path())) {
                continue;
            }
            if (!BLOCKS.contains(given.path())) {
                problems.add(given, "unknown key" + hint(given.path(), prefix));
            } else if (given.value() instanceof ConfigObject inner) {
                check(inner, given.path() + ".", problems);
            } else {
                problems.add(given, given.shape() + " is not a block; write " + entry.getKey() + " { ... }");
            }
        }
    }

    private static String hint(String path, String prefix) {
        Set<String> all = all();
        Set<String> here = all.stream()
                .filter(known -> known.startsWith(prefix) && known.indexOf('.', prefix.length()) < 0)
                .collect(Collectors.toCollection(TreeSet::new));
        return nearestHere(path, prefix, here)
                .or(() -> Nearest.of(path, sameName(path, all)))
                .or(() -> Nearest.of(path, all))
                .or(() -> sameName(path, all).stream().findFirst())
                .map(known -> "; did you mean " + known)
                .orElse("; known here: " + String.join(", ", here));
    }

    private static Optional<String> nearestHere(String path, String prefix, Collection<String> here) {
        Set<String> names = here.stream()
                .map(known -> known.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        return Nearest.of(path.substring(prefix.length()), names).map(name -> prefix + name);
    }

    private static Collection<String> sameName(String path, Collection<String> all) {
        String name = "." + path.substring(path.lastIndexOf('.') + 1);
        return all.stream().filter(known -> known.endsWith(name)).toList();
    }
}
