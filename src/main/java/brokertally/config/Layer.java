package brokertally.config;

import com.typesafe.config.Config;
import java.util.Map;

/**
 * What one place says.
 *
 * @param config its values, EMQX's older keys already under their new names
 * @param writtenAs new name → name as it was written, for keys that were given under an older name
 */
record Layer(From from, Config config, Map<String, String> writtenAs) {
    Layer {
        writtenAs = Map.copyOf(writtenAs);
    }

    boolean has(String path) {
        return config.hasPathOrNull(path);
    }

    /** The name that a message has to use for a key. */
    String writtenAs(String path) {
        return writtenAs.getOrDefault(path, path);
    }
}
