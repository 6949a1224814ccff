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

    private static final String EMQX = "prometheus.";

    /** What people look for and is not there → what there is. */
    private static final Map<String, String> ABSENT = absent();

    private KnownKeys() {}

    private static Map<String, String> absent() {
        String user = "user and password of the Pushgateway stand in url: http://user:password@host:port";
        return Map.of(
                "prometheus.push_gateway.timeout", "there is none: a push may always take 10 s",
                "prometheus.push_gateway.username", user,
                "prometheus.push_gateway.password", user);
    }

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
        if (ABSENT.containsKey(path)) {
            return "; " + ABSENT.get(path);
        }
        Set<String> here = all.stream()
                .filter(known -> known.startsWith(prefix) && known.indexOf('.', prefix.length()) < 0)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> elsewhere = elsewhere(path, all);
        return otherDots(path, all)
                .or(() -> nearestHere(path, prefix, here))
                .or(() -> longerHere(path, here))
                .or(() -> Nearest.of(path, EmqxShape.RENAMED.keySet(), 1))
                .or(() -> Nearest.of(path, sameName(path, elsewhere)))
                .or(() -> Nearest.of(path, elsewhere, 2))
                .or(() -> sameName(path, elsewhere).stream().findFirst())
                .map(known -> "; did you mean " + known)
                .orElseGet(() -> "; known here: "
                        + here.stream()
                                .filter(known -> !EmqxShape.RENAMED.containsKey(known))
                                .collect(Collectors.joining(", ")));
    }

    /** EMQX's block has names of its own: what stands in it was never meant for a block of ours. */
    private static Set<String> elsewhere(String path, Set<String> all) {
        return all.stream()
                .filter(known -> !path.startsWith(EMQX) || known.startsWith(EMQX))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code push_gateway_url} for {@code push_gateway.url}. */
    private static Optional<String> otherDots(String path, Collection<String> all) {
        return all.stream()
                .filter(known -> known.replace('.', '_').equals(path.replace('.', '_')))
                .findFirst();
    }

    /** {@code job} for {@code job_name}, when it is the only one. */
    private static Optional<String> longerHere(String path, Collection<String> here) {
        List<String> longer =
                here.stream().filter(known -> known.startsWith(path + "_")).toList();
        return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
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
