package brokertally.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Optional;

/** A value as somebody wrote it, under the key that they wrote. */
record Given(String path, ConfigValue value) {

    /** The text of a word, a number or a boolean, numbers as they were written ({@code 007}); empty for a list, a block and null. */
    Optional<String> scalar() {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("v").getString("v"));
            case LIST, OBJECT, NULL -> Optional.empty();
        };
    }

    /** How a message names the value; not for secrets. */
    String shown() {
        return scalar().map(text -> "'" + printable(text) + "'").orElseGet(this::shape);
    }

    /** What kind of value it is, without the value. */
    String shape() {
        return switch (value.valueType()) {
            case LIST -> "a list";
            case OBJECT -> "a block";
            case NULL -> "null";
            case STRING, NUMBER, BOOLEAN -> "a single value";
        };
    }

    boolean is(ConfigValueType type) {
        return value.valueType() == type;
    }

    /** The same text, short and without what would break a line or show it in another order. */
    static String printable(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
        return line.length() <= 120 ? line : line.substring(0, 117) + "...";
    }
}
