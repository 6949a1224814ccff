package brokertally.auth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a bootstrap file: a key in each line, {@code key:secret} or {@code key:secret:role}; no role = administrator, as in
 * EMQX. Empty lines and lines that begin with {@code #} are left out.
 *
 * @param lines the keys, in the order of the file
 * @param problems what is wrong, each with its line number; never a part of a line, since it may be a secret
 */
public record BootstrapFile(List<Line> lines, List<String> problems) {
    /** Longest file, in characters. */
    public static final int MAX_LENGTH = 64 * 1024;
    /** Most keys. */
    public static final int MAX_KEYS = 100;
    /** Longest secret, in characters. */
    static final int MAX_SECRET = 1024;

    private static final String FORM = "not of the form key:secret or key:secret:role";

    public BootstrapFile {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /** A key of the file. */
    public record Line(String key, String secret, Role role) {
        /** The secret is left out. */
        @Override
        public String toString() {
            return "Line[" + key + ", " + role + "]";
        }
    }

    /** Reads a file's text; all problems at once. */
    public static BootstrapFile parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return new BootstrapFile(List.of(), List.of("longer than " + MAX_LENGTH + " characters"));
        }
        Reading reading = new Reading();
        List<String> all =
                (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
        for (int i = 0; i < all.size(); i++) {
            String line = all.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                int number = i + 1;
                reading.line(number, line).ifPresent(what -> reading.problems.add("line " + number + ": " + what));
            }
        }
        return new BootstrapFile(reading.lines, reading.problems);
    }

    private static final class Reading {
        private final List<Line> lines = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private final Map<String, Integer> seen = new HashMap<>();

        /** Takes a line; says what is wrong with it. */
        Optional<String> line(int number, String line) {
            String[] parts = line.split(":", -1);
            if (parts.length < 2) {
                return Optional.of(FORM);
            }
            if (parts.length > 3) {
                return Optional.of(FORM + ": more than two colons; a secret in this file may have none");
            }
            if (!ApiKey.isKey(parts[0])) {
                return Optional.of("the key is empty, longer than " + ApiKey.MAX_KEY
                        + " characters, or not printable ASCII without spaces");
            }
            if (parts[1].isEmpty() || parts[1].length() > MAX_SECRET) {
                return Optional.of("the secret is empty or longer than " + MAX_SECRET + " characters");
            }
            Optional<Role> role = parts.length == 3 ? Role.of(parts[2]) : Optional.of(Role.ADMINISTRATOR);
            if (role.isEmpty()) {
                return Optional.of(
                        "the role is neither administrator nor viewer; a secret in this file may have no colon");
            }
            return add(number, new Line(parts[0], parts[1], role.get()));
        }

        private Optional<String> add(int number, Line line) {
            Integer before = seen.putIfAbsent(line.key(), number);
            if (before != null) {
                return Optional.of("the key of line " + before + " again");
            }
            if (seen.size() > MAX_KEYS) {
                return Optional.of("more than " + MAX_KEYS + " keys");
            }
            lines.add(line);
            return Optional.empty();
        }
    }
}
