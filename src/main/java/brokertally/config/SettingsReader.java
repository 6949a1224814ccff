package brokertally.config;

import com.typesafe.config.ConfigRenderOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the configuration: defaults, below {@code cluster.hocon}, below the file, below the environment (DESIGN §6). Every
 * problem of all of them is told at once.
 */
public final class SettingsReader {
    private SettingsReader() {}

    /** The settings of a file and of the environment of this process. */
    public static Settings read(Path file) throws SettingsException {
        return read(SettingsInput.of(file, System.getenv()));
    }

    public static Settings read(SettingsInput input) throws SettingsException {
        return load(input).settings();
    }

    /** The settings and where each of them comes from. */
    public static LoadedSettings load(SettingsInput input) throws SettingsException {
        Problems problems = new Problems();
        Layers layers = Layers.read(input, problems);
        KnownKeys.check(layers.merged().root(), problems);
        KeyReader keys = new KeyReader(layers, problems);
        Settings settings = new Sections(keys).settings();
        new Rulebook(settings, keys).check();
        problems.throwIfAny();
        return new LoadedSettings(settings, values(layers));
    }

    private static List<EffectiveValue> values(Layers layers) {
        return Keys.ALL.stream().map(key -> value(key, layers)).toList();
    }

    private static EffectiveValue value(Key<?> key, Layers layers) {
        Given given = layers.given(key).orElseThrow();
        String shown = key.kind().shown(given.value()).render(ConfigRenderOptions.concise());
        return new EffectiveValue(key.path(), shown, layers.from(key), Origins.text(layers.origin(key)));
    }
}
