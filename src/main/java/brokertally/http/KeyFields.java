package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.Minter;
import brokertally.auth.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of a JSON body about a key. A field that is not given, or is wrong, is empty; what is wrong is gathered, so that
 * {@link #check} tells all at once. The value of a field that we do not know is never shown: it may be a secret.
 */
final class KeyFields {
    static final String FOREVER = "infinity";

    private static final String TIMES =
            "a time such as 2027-01-31T12:00:00Z (RFC 3339), seconds since 1970, or \"" + FOREVER + "\"";

    private final JsonObject json;
    private final List<String> problems = new ArrayList<>();

    private KeyFields(JsonObject json) {
        this.json = json;
    }

    /** Throws {@link BadRequest} when it is no JSON object. */
    static KeyFields read(Buffer body, Set<String> known) {
        KeyFields fields;
        try {
            fields = new KeyFields(new JsonObject(body));
        } catch (DecodeException | ClassCastException e) {
            throw new BadRequest("the body is not a JSON object");
        }
        fields.json.fieldNames().stream()
                .filter(field -> !known.contains(field))
                .forEach(field -> fields.problems.add(BadRequest.quoted(field)
                        + ": not known or not changeable here; there are " + String.join(", ", new TreeSet<>(known))));
        return fields;
    }

    /** Throws {@link BadRequest} with all that is wrong, a line each. */
    void check() {
        if (!problems.isEmpty()) {
            throw new BadRequest(String.join("\n", problems));
        }
    }

    /** The name of a key to be made, which has to be given. */
    Optional<String> newName() {
        if (!json.containsKey("name")) {
            problems.add("name: missing");
            return Optional.empty();
        }
        Optional<String> name = text("name");
        name.filter(given -> !ApiKey.isName(given))
                .ifPresent(given -> problems.add("name: " + BadRequest.quoted(given) + " is not of the form "
                        + ApiKey.NAME_FORM + " or longer than " + ApiKey.MAX_NAME));
        name.filter(given -> given.startsWith(Minter.FILE_PREFIX))
                .ifPresent(given -> problems.add("name: " + BadRequest.quoted(given) + " begins with "
                        + Minter.FILE_PREFIX + ", which is for keys of a bootstrap file"));
        return name;
    }

    Optional<Role> role() {
        Optional<Role> role = text("role").flatMap(Role::of);
        if (role.isEmpty() && json.getValue("role") instanceof String given) {
            problems.add("role: " + BadRequest.quoted(given) + " is neither administrator nor viewer");
        }
        return role;
    }

    Optional<Boolean> enable() {
        if (json.getValue("enable") instanceof Boolean enable) {
            return Optional.of(enable);
        }
        if (json.containsKey("enable")) {
            problems.add("enable: " + shown("enable") + " is neither true nor false");
        }
        return Optional.empty();
    }

    /** {@code desc}, as EMQX calls it, or {@code description}. */
    Optional<String> description() {
        if (json.containsKey("desc") && json.containsKey("description")) {
            problems.add("desc and description are one; give one of them");
        }
        String field = json.containsKey("description") ? "description" : "desc";
        Optional<String> text = text(field);
        text.filter(given -> !ApiKey.isDescription(given))
                .ifPresent(given -> problems.add(
                        field + ": of " + given.length() + " characters is longer than " + ApiKey.MAX_DESCRIPTION));
        return text;
    }

    /** The end; empty inside = none. */
    Optional<Optional<Instant>> expiredAt() {
        Object value = json.getValue("expired_at");
        try {
            if (!json.containsKey("expired_at")) {
                return Optional.empty();
            } else if (FOREVER.equals(value)) {
                return Optional.of(Optional.empty());
            } else if (value instanceof String text) {
                return Optional.of(Optional.of(OffsetDateTime.parse(text).toInstant()));
            } else if (value instanceof Integer || value instanceof Long) {
                return Optional.of(Optional.of(Instant.ofEpochSecond(((Number) value).longValue())));
            }
        } catch (DateTimeException e) {
            // told below, as for a value of another kind
        }
        problems.add("expired_at: " + shown("expired_at") + " is not " + TIMES);
        return Optional.empty();
    }

    /** The end of a key to be made, which lies ahead; empty = none. */
    Optional<Instant> newEnd(Instant now) {
        Optional<Instant> end = expiredAt().orElse(Optional.empty());
        end.filter(given -> given.getEpochSecond() < now.getEpochSecond())
                .ifPresent(past -> problems.add(
                        "expired_at: " + shown("expired_at") + " is in the past; give a time after " + now));
        return end;
    }

    private Optional<String> text(String field) {
        if (json.getValue(field) instanceof String text) {
            return Optional.of(text);
        }
        if (json.containsKey(field)) {
            problems.add(field + ": " + shown(field) + " is not a text");
        }
        return Optional.empty();
    }

    private String shown(String field) {
        Object value = json.getValue(field);
        if (value instanceof JsonObject) {
            return "an object";
        }
        return value instanceof JsonArray ? "an array" : BadRequest.quoted(String.valueOf(value));
    }
}
