package brokertally.config;

import com.typesafe.config.ConfigValue;
import java.util.Optional;

/** The value of a header that a push carries: a secret, so that no message quotes it (RFC 9110 §5.5). */
record HeaderValue() implements Kind<Secret> {
    private static final int LONGEST = 8192;
    private static final Secrets SECRETS = new Secrets();

    @Override
    public Optional<Secret> read(Given given, Problems problems) {
        Optional<Secret> secret = SECRETS.read(given, problems);
        Optional<String> wrong = secret.flatMap(value -> complaint(value.reveal()));
        wrong.ifPresent(what -> problems.add(given, what));
        return wrong.isEmpty() ? secret : Optional.empty();
    }

    private static Optional<String> complaint(String value) {
        if (value.length() > LONGEST) {
            return Optional.of("has " + value.length() + " characters; at most " + LONGEST + " are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return Optional.of(
                        "has a character at place " + (i + 1)
                                + " that is not printable ASCII; a header cannot carry it, write it encoded as the receiver wants it");
            }
        }
        return value.equals(value.strip())
                ? Optional.empty()
                : Optional.of("begins or ends with a blank, which HTTP drops; remove it");
    }

    @Override
    public String range() {
        return SECRETS.range();
    }

    @Override
    public ConfigValue shown(ConfigValue value) {
        return SECRETS.shown(value);
    }
}
