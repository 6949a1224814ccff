package brokertally.config;

import com.typesafe.config.ConfigValueType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads settings one by one; a bad one is told and its default stands in, so that the others are checked as well. */
final class KeyReader {
    private final Layers layers;
    private final Problems problems;
    private final Set<Key<?>> bad = new HashSet<>();

    KeyReader(Layers layers, Problems problems) {
        this.layers = layers;
        this.problems = problems;
    }

    <T> T get(Key<T> key) {
        Optional<T> value = layers.given(key).flatMap(given -> read(key, given));
        if (value.isEmpty()) {
            bad.add(key);
        }
        return value.orElseGet(() -> layers.reference().of(key));
    }

    private <T> Optional<T> read(Key<T> key, Given given) {
        if (given.is(ConfigValueType.NULL)) {
            problems.add(given, "is null; leave the key out to have the default");
            return Optional.empty();
        }
        return key.kind().read(given, problems);
    }

    /** Whether all of them were read without a problem: only then does a rule about them together mean something. */
    boolean sound(Key<?>... keys) {
        return Arrays.stream(keys).noneMatch(bad::contains);
    }

    /** Whether somebody set the key. */
    boolean isSet(Key<?> key) {
        return layers.from(key) != From.DEFAULT;
    }

    /** A rule about several settings is broken: told about the first, at the place of the first that somebody set. */
    void refuse(String what, Key<?> key, Key<?>... others) {
        Key<?> blamed = isSet(key)
                ? key
                : Arrays.stream(others).filter(this::isSet).findFirst().orElse(key);
        String path = layers.given(key).map(Given::path).orElse(key.path());
        problems.add(layers.origin(blamed), path, what);
    }
}
