package brokertally.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Values that are put into blocks. The library's own {@code withValue} makes blocks whose origin is {@code withValue(...)}: no
 * place that anybody could look for.
 */
final class Blocks {
    private Blocks() {}

    /** The block with a value at a path of names; whatever stood there or in its way is replaced. */
    static ConfigObject with(ConfigObject block, List<String> path, ConfigValue value) {
        String name = path.get(0);
        ConfigValue inner = path.size() == 1 ? value : with(inner(block, name), path.subList(1, path.size()), value);
        ConfigObject result = block.withValue(name, inner);
        return result.withOrigin(origin(result));
    }

    private static ConfigObject inner(ConfigObject block, String name) {
        return block.get(name) instanceof ConfigObject inside
                ? inside
                : ConfigFactory.empty().root();
    }

    /** Where its values come from: the one place, or all of them. */
    private static ConfigOrigin origin(ConfigObject block) {
        List<ConfigOrigin> origins =
                block.values().stream().map(ConfigValue::origin).distinct().toList();
        return origins.size() == 1
                ? origins.get(0)
                : ConfigOriginFactory.newSimple(
                        origins.stream().map(Origins::text).distinct().sorted().collect(Collectors.joining(", ")));
    }
}
