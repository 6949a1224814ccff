package brokertally.config;

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

    /** The settings with {@code cluster.hocon} as it is on disk. Blocks. */
    public LoadedSettings load() throws SettingsException {
        Problems problems = found.copy();
        return checked(layers.above(ClusterLayer.file(layers.clusterFile(input), input, problems)), problems);
    }

    /**
     * The settings with what the API changed.
     *
     * @param shared the block as HOCON; empty = nothing was changed
     */
    public LoadedSettings with(Optional<String> shared) throws SettingsException {
        Problems problems = found.copy();
        return checked(layers.above(ClusterLayer.text(shared, input, problems)), problems);
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
