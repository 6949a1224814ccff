package brokertally.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Optional;

/** Text that no message and no listing shows. */
record Secrets() implements Kind<Secret> {
    @Override
    public Optional<Secret> read(Given given, Problems problems) {
        Optional<String> text = given.scalar();
        if (text.isEmpty()) {
            problems.add(given, given.shape() + " is not text; write it in quotes");
            return Optional.empty();
        }
        Optional<String> wrong = complaint(text.get());
        wrong.ifPresent(what -> problems.add(given, what));
        return wrong.isEmpty() ? text.map(Secret::new) : Optional.empty();
    }

    @Override
    public String range() {
        return "secret text, may be empty";
    }

    @Override
    public ConfigValue shown(ConfigValue value) {
        boolean empty = new Given("", value).scalar().filter(String::isEmpty).isPresent();
        return empty ? value : ConfigValueFactory.fromAnyRef(Secret.MASK);
    }

    /** A mask is what a listing shows; a file that was made from one would send it as the secret. */
    private static Optional<String> complaint(String text) {
        if (text.equals(Secret.MASK)) {
            return Optional.of("is the mask of a secret; write the secret itself");
        }
        return Texts.hasControl(text) ? Optional.of("has a control character; remove it") : Optional.empty();
    }
}
