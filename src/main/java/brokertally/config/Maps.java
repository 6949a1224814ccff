package brokertally.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A map from names to values of one kind, by name.
 *
 * @param name what is wrong with a name; empty = nothing
 */
record Maps<T>(Function<String, Optional<String>> name, Kind<T> element, String range) implements Kind<Map<String, T>> {
    @Override
    public Optional<Map<String, T>> read(Given given, Problems problems) {
        if (!given.is(ConfigValueType.OBJECT)) {
            problems.add(given, given.shape() + " is not a block; write { name = value }");
            return Optional.empty();
        }
        ConfigObject block = (ConfigObject) given.value();
        Map<String, T> map = new TreeMap<>();
        block.forEach((key, value) ->
                entry(new Given(given.path() + "." + key, value), key, problems).ifPresent(read -> map.put(key, read)));
        return map.size() == block.size() ? Optional.of(Collections.unmodifiableMap(map)) : Optional.empty();
    }

    private Optional<T> entry(Given given, String key, Problems problems) {
        Optional<String> wrong = name.apply(key);
        wrong.ifPresent(what -> problems.add(given, what));
        return wrong.isEmpty() ? element.read(given, problems) : Optional.empty();
    }

    @Override
    public ConfigValue shown(ConfigValue value) {
        if (!(value instanceof ConfigObject block)) {
            return value;
        }
        ConfigObject masked = block;
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            masked = masked.withValue(entry.getKey(), element.shown(entry.getValue()));
        }
        return masked;
    }

    @Override
    public boolean structured() {
        return true;
    }

    /** A name out of a few. */
    static Function<String, Optional<String>> oneOf(List<String> allowed) {
        return key -> allowed.contains(key)
                ? Optional.empty()
                : Optional.of("unknown name; allowed: " + String.join(", ", allowed) + Nearest.hint(key, allowed));
    }
}
