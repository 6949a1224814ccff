package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All places that say something, one above the other.
 *
 * @param layers the strongest first
 * @param merged all of them and the defaults
 */
record Layers(List<Layer> layers, Config merged, Reference reference) {
    /** Environment and file. */
    static Layers operator(SettingsInput input, Problems problems) {
        Layer environment = EnvironmentLayer.read(input.environment(), problems);
        Layer file = file(input, problems);
        boolean stated = environment.has(Keys.PUSH_ENABLE.path()) || file.has(Keys.PUSH_ENABLE.path());
        if (!stated) {
            environment = EmqxShape.implyEnable(environment);
            file = EmqxShape.implyEnable(file);
        }
        return of(List.of(environment, file), Reference.load());
    }

    /** These layers, and one below them. */
    Layers above(Layer weaker) {
        List<Layer> all = new ArrayList<>(layers);
        all.add(weaker);
        return of(all, reference);
    }

    /** Layers, the strongest first, above the defaults. */
    static Layers of(List<Layer> layers, Reference reference) {
        Config merged = layers.get(0).config();
        for (Layer layer : layers.subList(1, layers.size())) {
            merged = merged.withFallback(layer.config());
        }
        return new Layers(layers, merged.withFallback(reference.config()), reference);
    }

    private static Layer file(SettingsInput input, Problems problems) {
        return input.file()
                .map(path -> EmqxShape.layer(From.FILE, Hocon.file(path, input.environment(), problems), problems))
                .orElseGet(() -> new Layer(From.FILE, ConfigFactory.empty(), Map.of()));
    }

    /** Where {@code cluster.hocon} is, if there is one. */
    Optional<Path> clusterFile(SettingsInput input) {
        return input.clusterHocon().or(() -> given(Keys.DATA_DIR)
                .flatMap(Given::scalar)
                .filter(dir -> !dir.isEmpty() && !Texts.hasControl(dir))
                .map(dir -> Path.of(dir, ClusterLayer.FILE)));
    }

    /** The value of a setting; empty when the block around it is none. */
    Optional<Given> given(Key<?> key) {
        ConfigValue value = merged.root();
        for (String name : key.names()) {
            if (!(value instanceof ConfigObject block) || !block.containsKey(name)) {
                return Optional.empty();
            }
            value = block.get(name);
        }
        return Optional.of(new Given(writtenAs(key), value));
    }

    /** Where the value of a setting comes from. */
    From from(Key<?> key) {
        return layer(key).map(Layer::from).orElse(From.DEFAULT);
    }

    /** The place of the value of a setting. */
    ConfigOrigin origin(Key<?> key) {
        String path = key.path();
        return layer(key)
                .map(layer -> layer.config().root().atKey("r").getValue("r." + path))
                .orElseGet(() -> reference.value(key))
                .origin();
    }

    private String writtenAs(Key<?> key) {
        return layer(key).map(layer -> layer.writtenAs(key.path())).orElse(key.path());
    }

    private Optional<Layer> layer(Key<?> key) {
        return layers.stream().filter(layer -> layer.has(key.path())).findFirst();
    }
}
