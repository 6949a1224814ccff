package brokertally.config;

import com.typesafe.config.ConfigRenderOptions;
import java.util.List;

/**
 * One setting as it is in force, for people.
 *
 * @param path the key
 * @param shown the value as HOCON on one line, secrets masked
 * @param from which place it comes from
 * @param origin that place: {@code file:line}, the name of the variable, or {@code default}
 */
public record EffectiveValue(String path, String shown, From from, String origin) {
    /** Every setting, in the order of {@code reference.conf}. */
    static List<EffectiveValue> all(Layers layers) {
        return Keys.ALL.stream().map(key -> of(key, layers)).toList();
    }

    private static EffectiveValue of(Key<?> key, Layers layers) {
        Given given = layers.given(key).orElseThrow();
        String shown = key.kind().shown(given.value()).render(ConfigRenderOptions.concise());
        return new EffectiveValue(key.path(), shown, layers.from(key), Origins.text(layers.origin(key)));
    }
}
