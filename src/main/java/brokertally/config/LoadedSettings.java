package brokertally.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings and where each comes from.
 *
 * @param values every setting, in the order of {@code reference.conf}
 * @param refused why what the API changed is not among them; empty = it is
 */
public record LoadedSettings(Settings settings, List<EffectiveValue> values, List<Problem> refused) {
    public LoadedSettings {
        values = List.copyOf(values);
        refused = List.copyOf(refused);
    }

    public LoadedSettings(Settings settings, List<EffectiveValue> values) {
        this(settings, values, List.of());
    }

    /** The same settings, which are without what the API changed because of these problems. */
    LoadedSettings refusing(List<Problem> problems) {
        return new LoadedSettings(settings, values, problems);
    }

    /** The keys that the file or the environment fixes, which the API therefore cannot change. */
    public Set<String> fixed() {
        Set<String> fixed = new TreeSet<>();
        for (EffectiveValue value : values) {
            if (value.from() == From.FILE || value.from() == From.ENVIRONMENT) {
                fixed.add(value.path());
            }
        }
        return fixed;
    }

    /** Where a key is set, as {@code check-config} says it. */
    public String place(String path) {
        return values.stream()
                .filter(value -> value.path().equals(path))
                .map(EffectiveValue::origin)
                .findFirst()
                .orElse("");
    }
}
