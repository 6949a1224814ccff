package brokertally.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * Text that obeys a rule. Control characters are never allowed.
 *
 * @param range what is allowed, in words
 * @param complaint what is wrong with a text and what to write instead; empty = nothing
 */
record Texts(String range, Function<String, Optional<String>> complaint) implements Kind<String> {
    private static final int LONGEST = 255;

    /** Any text, also none. */
    static Kind<String> any() {
        return new Texts("text of at most 255 characters, may be empty", Texts::tooLong);
    }

    static Kind<Optional<String>> optional() {
        return any().as(Texts::unlessEmpty);
    }

    static Kind<String> notEmpty() {
        return new Texts(
                "text of 1 to 255 characters", text -> required(text, "a name").or(() -> tooLong(text)));
    }

    /** A path; whether the file exists is for its user to say. */
    static Kind<Optional<String>> file() {
        return new Texts("file path, may be empty", text -> Optional.empty()).as(Texts::unlessEmpty);
    }

    /** The job name of a push, with the variables of the EMQX document. */
    static Kind<String> jobName() {
        return new Texts("text of 1 to 255 characters; variables ${name}, ${host}, ${cluster_name}", text -> required(
                        text, "for example ${name}/instance/${host}")
                .or(() -> tooLong(text))
                .or(() -> jobNameComplaint(text)));
    }

    private static Optional<String> jobNameComplaint(String text) {
        try {
            JobName.of(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    static Kind<String> host() {
        return new Texts("host name or IP address", Hosts::complaint);
    }

    static Kind<String> reachableHost() {
        return new Texts("host name or IP address, no wildcard", text -> Hosts.complaint(text)
                .or(() -> Hosts.wildcard(text)));
    }

    static Kind<String> dnsName() {
        return new Texts("host name, may be empty", text -> text.isEmpty() ? Optional.empty() : Hosts.complaint(text));
    }

    static Kind<String> hostPort() {
        return new Texts("host:port", Hosts::portComplaint);
    }

    @Override
    public Optional<String> read(Given given, Problems problems) {
        Optional<String> text = given.scalar();
        if (text.isEmpty()) {
            problems.add(given, given.shape() + " is not text; write it in quotes");
            return text;
        }
        Optional<String> wrong = hasControl(text.get())
                ? Optional.of("has a control character; remove it")
                : complaint.apply(text.get());
        wrong.ifPresent(what -> problems.add(given, what));
        return wrong.isEmpty() ? text : Optional.empty();
    }

    static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    static Optional<String> unlessEmpty(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private static Optional<String> required(String text, String remedy) {
        return text.isBlank() ? Optional.of("must not be empty; write " + remedy) : Optional.empty();
    }

    private static Optional<String> tooLong(String text) {
        return text.length() > LONGEST
                ? Optional.of("has " + text.length() + " characters; at most " + LONGEST + " are allowed")
                : Optional.empty();
    }
}
