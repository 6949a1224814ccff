package brokertally.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator says in file and environment, read once. What the API changed is laid below it, now and again whenever it
 * changes; a file that is being edited meanwhile is not looked at.
 */
public final class OperatorSettings {
    private final SettingsInput input;
    private final Problems found = new Problems();
    private final Layers layers;

    private OperatorSettings(SettingsInput input) {
        this.input = input;
        this.layers = Layers.operator(input, found);
    }

    /** Reads file and environment; what is wrong with them is told by {@link #load} and {@link #with}. Blocks. */
    public static OperatorSettings read(SettingsInput input) {
        return new OperatorSettings(input);
    }

    /** Reads both again. Blocks. */
    public OperatorSettings again() {
        return new OperatorSettings(input);
    }

    /**
     * The settings with {@code cluster.hocon} as it is on disk. Blocks.
     *
     * <p>When a program wrote that file, the only one to blame for what is refused in it is another version of this program:
     * then the settings are those without it, and say so. What somebody edited is refused as the operator's file is.
     */
    public LoadedSettings load() throws SettingsException {
        Problems problems = found.copy();
        Optional<Path> file = layers.clusterFile(input);
        try {
            return checked(layers.above(ClusterLayer.file(file, problems)), problems);
        } catch (SettingsException refused) {
            if (!ClusterLayer.isUntouched(file)) {
                throw refused;
            }
            return without(refused);
        }
    }

    private LoadedSettings without(SettingsException refused) throws SettingsException {
        try {
            return with(Optional.empty()).refusing(refused.problems());
        } catch (SettingsException operators) {
            refused.addSuppressed(operators);
            throw refused;
        }
    }

    /**
     * The settings with what the API changed.
     *
     * @param shared the block as HOCON; empty = nothing was changed
     */
    public LoadedSettings with(Optional<String> shared) throws SettingsException {
        Problems problems = found.copy();
        return checked(layers.above(ClusterLayer.text(shared, problems)), problems);
    }

    private static LoadedSettings checked(Layers all, Problems problems) throws SettingsException {
        KnownKeys.check(all, problems);
        KeyReader keys = new KeyReader(all, problems);
        Settings settings = new Sections(keys).settings();
        new Rulebook(settings, keys).check();
        problems.throwIfAny();
        return new LoadedSettings(settings, EffectiveValue.all(all));
    }

    /** The keys whose values differ, by file and environment alone. */
    public Set<String> differences(OperatorSettings other) {
        Set<String> differ = new TreeSet<>();
        for (Key<?> key : Keys.ALL) {
            if (!value(key).equals(other.value(key))) {
                differ.add(key.path());
            }
        }
        return differ;
    }

    private List<Object> value(Key<?> key) {
        return layers.given(key).map(given -> given.value().unwrapped()).stream()
                .toList();
    }
}
