package brokertally.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which keys exist, as settings and as blocks around them; what else stands in a file is refused. */
final class KnownKeys {
    static final Set<String> SETTINGS = Keys.ALL.stream().map(Key::path).collect(Collectors.toUnmodifiableSet());
    static final Set<String> BLOCKS = blocks();

    private static final List<String> NEWER =
            List.of("prometheus.push_gateway", "prometheus.collectors", Keys.BASIC_AUTH.path());

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
    static void check(Layers layers, Problems problems) {
        Set<String> names = new TreeSet<>(SETTINGS);
        names.addAll(BLOCKS);
        if (isOlderShape(layers)) {
            names.addAll(EmqxShape.RENAMED.keySet());
        }
        check(layers.merged().root(), "", names, problems);
    }

    /** Older keys are in use, or none of the newer shape: then an older one may have been meant. */
    private static boolean isOlderShape(Layers layers) {
        return layers.layers().stream().anyMatch(layer -> !layer.writtenAs().isEmpty())
                || layers.layers().stream().noneMatch(layer -> NEWER.stream().anyMatch(layer::has));
    }

    /** Names are compared one by one: {@code "http.port"} in quotes is one name, which no setting has. */
    private static void check(ConfigObject block, String prefix, Set<String> names, Problems problems) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            Given given = new Given(prefix + entry.getKey(), entry.getValue());
            boolean oneName = entry.getKey().indexOf('.') < 0;
            if (oneName && SETTINGS.contains(given.path())) {
                continue;
            }
            if (!oneName && all().contains(given.path())) {
                problems.add(
                        given, "unknown key; write " + nested(entry.getKey()) + ", without quotes around the path");
            } else if (!BLOCKS.contains(given.path())) {
                problems.add(given, "unknown key" + hint(given.path(), prefix, names));
            } else if (given.value() instanceof ConfigObject inner) {
                check(inner, given.path() + ".", names, problems);
            } else {
                problems.add(given, given.shape() + " is not a block; write " + entry.getKey() + " { ... }");
            }
        }
    }

    private static String nested(String path) {
        String[] names = path.split("\\.", -1);
        return String.join(" { ", names) + " = ..." + " }".repeat(names.length - 1);
    }

    private static String hint(String path, String prefix, Set<String> all) {
        Set<String> here = all.stream()
                .filter(known -> known.startsWith(prefix) && known.indexOf('.', prefix.length()) < 0)
                .collect(Collectors.toCollection(TreeSet::new));
        return nearestHere(path, prefix, here)
                .or(() -> Nearest.of(path, EmqxShape.RENAMED.keySet(), 1))
                .or(() -> Nearest.of(path, sameName(path, all)))
                .or(() -> Nearest.of(path, all, 2))
                .or(() -> sameName(path, all).stream().findFirst())
                .map(known -> "; did you mean " + known)
                .orElseGet(() -> "; known here: "
                        + here.stream()
                                .filter(known -> !EmqxShape.RENAMED.containsKey(known))
                                .collect(Collectors.joining(", ")));
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
