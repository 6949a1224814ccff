package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The older keys of EMQX's {@code prometheus} block (before 5.4.0), moved to where the new ones are. Unlike EMQX the two may
 * be mixed, and {@code push_gateway_server} without {@code enable} switches pushing on: the document's example does nothing in
 * EMQX (emqx-contract §2.3).
 */
final class EmqxShape {
    private static final String BLOCK = "prometheus";

    /** Older name → new name, both as full paths. */
    static final Map<String, String> RENAMED = renamed();

    private EmqxShape() {}

    private static Map<String, String> renamed() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("prometheus.push_gateway_server", Keys.PUSH_URL.path());
        names.put("prometheus.interval", Keys.PUSH_INTERVAL.path());
        names.put("prometheus.headers", Keys.PUSH_HEADERS.path());
        names.put("prometheus.job_name", Keys.PUSH_JOB_NAME.path());
        names.put("prometheus.enable", Keys.PUSH_ENABLE.path());
        for (String collector : Keys.COLLECTORS) {
            names.put("prometheus." + collector + "_collector", Keys.PUSH_COLLECTORS.path() + "." + collector);
        }
        return Map.copyOf(names);
    }

    /** A layer whose older keys stand under their new names. */
    static Layer layer(From from, Config written, Problems problems) {
        Config config = written;
        Map<String, String> writtenAs = new HashMap<>();
        if (written.root().get(BLOCK) instanceof ConfigObject block) {
            for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
                String old = BLOCK + "." + entry.getKey();
                String path = RENAMED.get(old);
                if (path == null) {
                    continue;
                }
                if (written.hasPathOrNull(path)) {
                    problems.add(new Given(old, entry.getValue()), "is given a second time as " + path + "; keep one");
                } else {
                    config = Blocks.with(config.root(), ConfigUtil.splitPath(path), entry.getValue())
                            .toConfig();
                    writtenAs.put(path, old);
                }
                config = config.withoutPath(old);
            }
        }
        return new Layer(from, config, writtenAs);
    }

    /** What {@code push_gateway_server} alone says about pushing: on, or off when it is empty. */
    static Layer implyEnable(Layer layer) {
        String url = Keys.PUSH_URL.path();
        if (!layer.writtenAs().containsKey(url)) {
            return layer;
        }
        Given server = new Given(url, layer.config().root().atKey("r").getValue("r." + url));
        boolean on = !server.scalar().filter(String::isEmpty).isPresent();
        ConfigValue enable =
                ConfigValueFactory.fromAnyRef(on).withOrigin(server.value().origin());
        Config config = on ? layer.config() : layer.config().withoutPath(url);
        Map<String, String> writtenAs = new HashMap<>(layer.writtenAs());
        writtenAs.put(Keys.PUSH_ENABLE.path(), layer.writtenAs(url));
        return new Layer(layer.from(), config.withValue(Keys.PUSH_ENABLE.path(), enable), writtenAs);
    }
}
