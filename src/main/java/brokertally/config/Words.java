package brokertally.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One of a few words. */
record Words(List<String> allowed) implements Kind<String> {
    static Kind<String> of(String... allowed) {
        return new Words(List.of(allowed));
    }

    /** The constants of an enum, in lower case. */
    static <E extends Enum<E>> Kind<E> of(Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        return new Words(names).as(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
    }

    static Kind<Boolean> bool() {
        return of("true", "false").as(Boolean::valueOf);
    }

    @Override
    public Optional<String> read(Given given, Problems problems) {
        Optional<String> word = given.scalar().filter(allowed::contains);
        if (word.isEmpty()) {
            String hint =
                    given.scalar().map(text -> Nearest.hint(text, allowed)).orElse("");
            problems.add(given, given.shown() + " is not one of " + range() + hint);
        }
        return word;
    }

    @Override
    public String range() {
        return String.join(", ", allowed);
    }
}
