package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Settings in environment variables: {@code BROKERTALLY_HTTP__PORT} is {@code http.port}; for the prometheus block also EMQX's
 * own {@code EMQX_PROMETHEUS__…} (emqx-contract §2.7), which yields where both are set. A word, a number or a text is taken as
 * it is, so that a password may hold any character; quotes around the whole are removed. Lists and maps are HOCON; a list of
 * words may also be written {@code a,b}.
 */
final class EnvironmentLayer {
    static final String PREFIX = "BROKERTALLY_";
    private static final String EMQX_PREFIX = "EMQX_";
    private static final String EMQX_BLOCK = "EMQX_PROMETHEUS";

    /** What Kubernetes sets in every Pod for a Service that is called brokertally or brokertally-something. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("BROKERTALLY_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)");

    private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

    private record Variable(String name, List<String> path, String raw) {
        ConfigOrigin origin() {
            return ConfigOriginFactory.newSimple(name);
        }

        String dotted() {
            return String.join(".", path);
        }
    }

    /** Blocks before what stands in them, EMQX's name before ours: the later one wins. */
    private static final Comparator<Variable> ORDER = Comparator.<Variable>comparingInt(
                    variable -> variable.path().size())
            .thenComparing(variable -> variable.name().startsWith(PREFIX))
            .thenComparing(Variable::name);

    private final Map<String, String> environment;
    private final Problems problems;

    private EnvironmentLayer(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    static Layer read(Map<String, String> environment, Problems problems) {
        Config config = new EnvironmentLayer(environment, problems).config();
        return EmqxShape.layer(From.ENVIRONMENT, config, problems);
    }

    /** The name of the variable that sets a key. */
    static String nameOf(String path) {
        return PREFIX + path.replace(".", "__").toUpperCase(Locale.ROOT);
    }

    private Config config() {
        List<Variable> variables = new ArrayList<>();
        environment.forEach((name, raw) -> {
            if (!isServiceLink(name, raw)) {
                path(name).ifPresent(path -> variables.add(new Variable(name, path, raw)));
            }
        });
        variables.sort(ORDER);
        ConfigObject config = ConfigFactory.empty().root();
        for (Variable variable : variables) {
            Optional<ConfigValue> value = value(variable);
            if (value.isPresent()) {
                config = Blocks.with(config, target(variable), value.get());
            }
        }
        return config.toConfig();
    }

    private static Optional<List<String>> path(String name) {
        boolean emqx = name.equals(EMQX_BLOCK) || name.startsWith(EMQX_BLOCK + "__");
        boolean ours = name.startsWith(PREFIX);
        if (!emqx && !ours) {
            return Optional.empty();
        }
        String rest = name.substring((emqx ? EMQX_PREFIX : PREFIX).length());
        return Optional.of(Arrays.asList(rest.toLowerCase(Locale.ROOT).split("__", -1)));
    }

    private static boolean isServiceLink(String name, String raw) {
        boolean url = name.endsWith("_PORT") && SERVICE_URL.matcher(raw).matches();
        return !name.contains("__") && (url || SERVICE_LINK.matcher(name).matches());
    }

    private Optional<ConfigValue> value(Variable variable) {
        Optional<Kind<?>> kind = KnownKeys.setting(variable.dotted()).map(Key::kind);
        if (kind.isPresent()) {
            return kind.get().structured() ? structured(variable, kind.get()) : Optional.of(single(variable));
        }
        if (isOlderCollector(variable) || map(variable).isPresent()) {
            return Optional.of(single(variable));
        }
        if (KnownKeys.BLOCKS.contains(variable.dotted())) {
            return parsed(variable);
        }
        problems.add(variable.origin(), variable.dotted(), "unknown variable" + hint(variable.name()));
        return Optional.empty();
    }

    private static boolean isOlderCollector(Variable variable) {
        return EmqxShape.RENAMED.containsKey(variable.dotted());
    }

    /** The setting that is a map and that the variable names an entry of. */
    private static Optional<Key<?>> map(Variable variable) {
        return Keys.ALL.stream()
                .filter(key -> key.kind() instanceof Maps)
                .filter(key -> variable.dotted().startsWith(key.path() + "."))
                .findFirst();
    }

    private static List<String> target(Variable variable) {
        return map(variable)
                .map(key -> {
                    List<String> path = new ArrayList<>(key.names());
                    List<String> name =
                            variable.path().subList(path.size(), variable.path().size());
                    path.add(String.join("__", name));
                    return path;
                })
                .orElse(variable.path());
    }

    private static ConfigValue single(Variable variable) {
        return text(unquoted(variable.raw()), variable);
    }

    private Optional<ConfigValue> structured(Variable variable, Kind<?> kind) {
        boolean words = kind instanceof Lists<?> list && !(list.element() instanceof Rules);
        return words && !variable.raw().strip().startsWith("[") ? Optional.of(split(variable)) : parsed(variable);
    }

    private static ConfigValue split(Variable variable) {
        List<ConfigValue> words = Arrays.stream(variable.raw().split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .map(word -> text(word, variable))
                .toList();
        return ConfigValueFactory.fromIterable(words, variable.name());
    }

    private Optional<ConfigValue> parsed(Variable variable) {
        Problems syntax = new Problems();
        Config config = Hocon.text("v = " + variable.raw(), variable.name(), environment, syntax);
        if (!syntax.sorted().isEmpty()) {
            String what = syntax.sorted().get(0).what();
            problems.add(variable.origin(), variable.dotted(), what);
            return Optional.empty();
        }
        return Optional.of(named(config.root().get("v"), variable.origin()));
    }

    /** The value with the variable as its origin, without a line; numbers keep their text. */
    private static ConfigValue named(ConfigValue value, ConfigOrigin origin) {
        if (value instanceof ConfigObject block) {
            ConfigObject result = block;
            for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
                result = result.withValue(entry.getKey(), named(entry.getValue(), origin));
            }
            return result.withOrigin(origin);
        }
        if (value instanceof ConfigList list) {
            List<ConfigValue> elements =
                    list.stream().map(element -> named(element, origin)).toList();
            return ConfigValueFactory.fromIterable(elements).withOrigin(origin);
        }
        return value.withOrigin(origin);
    }

    private static ConfigValue text(String text, Variable variable) {
        return ConfigValueFactory.fromAnyRef(text).withOrigin(variable.origin());
    }

    private static String unquoted(String raw) {
        if (raw.length() < 2 || !raw.startsWith("\"") || !raw.endsWith("\"")) {
            return raw;
        }
        Problems ignored = new Problems();
        Config config = Hocon.text("v = " + raw, "", Map.of(), ignored);
        return ignored.sorted().isEmpty() ? config.getString("v") : raw;
    }

    private static String hint(String name) {
        boolean emqx = name.startsWith(EMQX_PREFIX);
        Set<String> names = new TreeSet<>();
        for (String path : KnownKeys.all()) {
            String known = nameOf(path);
            if (!emqx) {
                names.add(known);
            } else if (path.startsWith("prometheus")) {
                names.add(EMQX_PREFIX + known.substring(PREFIX.length()));
            }
        }
        return Nearest.hint(name, names);
    }
}
