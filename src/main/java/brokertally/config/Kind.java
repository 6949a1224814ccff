package brokertally.config;

import com.typesafe.config.ConfigValue;
import java.util.Optional;
import java.util.function.Function;

/** What one key may hold, and how it becomes a Java value. */
interface Kind<T> {
    /** The value; empty when it is not allowed, after saying why in {@code problems}. */
    Optional<T> read(Given given, Problems problems);

    /** What is allowed, as {@code reference.conf} says it after "Range:". */
    String range();

    /** The value as it may be shown: secrets masked. */
    default ConfigValue shown(ConfigValue value) {
        return value;
    }

    /** Whether it is a list or a map, so that an environment variable has to be parsed. */
    default boolean structured() {
        return false;
    }

    /** The same values, as another Java type. */
    default <R> Kind<R> as(Function<T, R> mapper) {
        Kind<T> inner = this;
        return new Kind<>() {
            @Override
            public Optional<R> read(Given given, Problems problems) {
                return inner.read(given, problems).map(mapper);
            }

            @Override
            public String range() {
                return inner.range();
            }

            @Override
            public ConfigValue shown(ConfigValue value) {
                return inner.shown(value);
            }

            @Override
            public boolean structured() {
                return inner.structured();
            }
        };
    }
}
