package brokertally.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whole numbers, sizes and durations between two bounds, both allowed.
 *
 * @param noun what the value has to be, for a message
 * @param low the lowest, as people write it
 * @param high the highest, as people write it
 * @param parse empty for what is none
 */
record Ranged<T extends Comparable<T>>(String noun, String low, String high, Function<Given, Optional<T>> parse)
        implements Kind<T> {

    static Kind<Integer> integer(int low, int high) {
        return new Ranged<>("a whole number", String.valueOf(low), String.valueOf(high), Ranged::whole)
                .as(Math::toIntExact);
    }

    /** Bytes: {@code 512}, {@code 64KiB}. */
    static Kind<Long> bytes(String low, String high) {
        return new Ranged<>(
                "a size such as 512 or 64KiB", low, high, given -> typed(given, config -> config.getBytes("v")));
    }

    /** {@code 5s}, {@code 500ms}; a number without a unit is milliseconds. */
    static Kind<Duration> duration(String low, String high) {
        return new Ranged<>(
                "a duration such as 5s or 500ms", low, high, given -> typed(given, config -> config.getDuration("v")));
    }

    @Override
    public Optional<T> read(Given given, Problems problems) {
        Optional<T> value = parse.apply(given);
        if (value.isEmpty()) {
            problems.add(given, given.shown() + " is not " + noun + "; allowed: " + range());
            return value;
        }
        if (value.get().compareTo(bound(low)) < 0 || value.get().compareTo(bound(high)) > 0) {
            problems.add(given, given.shown() + " is out of range; allowed: " + range() + unit(given, value.get()));
            return Optional.empty();
        }
        return value;
    }

    /** What to say of a duration without a unit: seconds were meant, more often than not. */
    private String unit(Given given, T value) {
        Optional<String> bare = given.scalar()
                .map(String::strip)
                .filter(text -> value instanceof Duration && text.matches("[0-9.]*[1-9][0-9.]*"));
        return bare.map(text -> "; it has no unit, so it is milliseconds: write " + withUnit(text))
                .orElse("");
    }

    private String withUnit(String number) {
        Given seconds = new Given("", ConfigValueFactory.fromAnyRef(number + "s"));
        return read(seconds, new Problems()).isPresent() ? number + "s" : "one, such as in " + low;
    }

    @Override
    public String range() {
        return low + ".." + high;
    }

    private T bound(String text) {
        return parse.apply(new Given("", ConfigValueFactory.fromAnyRef(text))).orElseThrow();
    }

    /** A number too large for a long becomes the largest or smallest one: it is out of every range, not "no number". */
    private static Optional<Long> whole(Given given) {
        return given.scalar()
                .map(String::trim)
                .filter(text -> text.matches("[+-]?[0-9]+"))
                .map(text -> {
                    try {
                        return Long.valueOf(text);
                    } catch (NumberFormatException e) {
                        return text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
                    }
                });
    }

    private static <T> Optional<T> typed(Given given, Function<Config, T> getter) {
        if (given.scalar().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(getter.apply(given.value().atKey("v")));
        } catch (ConfigException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
