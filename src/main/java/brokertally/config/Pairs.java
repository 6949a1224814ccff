package brokertally.config;

import java.util.Optional;

/** Settings that mean something only together. */
record Pairs(KeyReader keys) {
    /** Each needs the other. */
    void both(Key<?> one, Key<?> other) {
        needs(one, other);
        needs(other, one);
    }

    /** The first is needed when the second is given. */
    void needs(Key<?> needed, Key<?> given) {
        if (keys.sound(needed, given) && isGiven(given) && !isGiven(needed)) {
            keys.refuse("is empty, but " + given.path() + " is given; give both or none", needed, given);
        }
    }

    /** Whether a sound setting has a value. */
    boolean isGiven(Key<?> key) {
        Object value = keys.get(key);
        if (value instanceof Secret secret) {
            return !secret.isEmpty();
        }
        return value instanceof Optional<?> optional ? optional.isPresent() : !value.equals("");
    }
}
