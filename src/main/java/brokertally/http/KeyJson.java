package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.Keyring;
import brokertally.auth.Minter;
import brokertally.auth.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Keys in EMQX's JSON. What is read throws {@link BadRequest}. */
final class KeyJson {
    private static final String FOREVER = "infinity";
    private static final Set<String> CHANGEABLE = Set.of("desc", "description", "enable", "expired_at", "role");
    private static final Set<String> OF_NEW;

    static {
        Set<String> all = new TreeSet<>(CHANGEABLE);
        all.add("name");
        OF_NEW = all;
    }

    private KeyJson() {}

    static String text(Keyring.Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    /** A key without its secret, which nobody has. */
    static JsonObject of(Keyring.Entry entry, Instant now) {
        ApiKey key = entry.key();
        return new JsonObject()
                .put("name", key.name())
                .put("api_key", key.key())
                .put("desc", key.description())
                .put("role", key.role().text())
                .put("enable", key.enabled())
                .put("expired", key.isExpired(now))
                .put("expired_at", key.expiresAt().map(Instant::toString).orElse(FOREVER))
                .put("created_at", key.createdAt().toString())
                .put("source", text(entry.source()));
    }

    /** The one answer that shows a secret. */
    static JsonObject of(Minter.Minted minted, Instant now) {
        return of(new Keyring.Entry(minted.key(), Keyring.Source.API), now).put("api_secret", minted.secret());
    }

    static Minter.Wish wish(Buffer body) {
        JsonObject json = object(body, OF_NEW);
        if (!json.containsKey("name")) {
            throw new BadRequest("name: missing");
        }
        String name = string(json, "name");
        if (!ApiKey.isName(name)) {
            throw new BadRequest("name: " + BadRequest.quoted(name) + " is not of the form " + ApiKey.NAME_FORM
                    + " or longer than " + ApiKey.MAX_NAME);
        }
        if (name.startsWith(Minter.FILE_PREFIX)) {
            throw new BadRequest("name: " + Minter.FILE_PREFIX + "… is for keys of a bootstrap file");
        }
        return new Minter.Wish(
                name,
                json.containsKey("role") ? role(json) : Role.ADMINISTRATOR,
                !json.containsKey("enable") || enable(json),
                json.containsKey("expired_at") ? expiredAt(json) : Optional.empty(),
                description(json).orElse(""));
    }

    /** What is not named stays as it is; in EMQX it would become the default, which makes an expiring viewer an eternal administrator. */
    static UnaryOperator<ApiKey> change(Buffer body) {
        JsonObject json = object(body, CHANGEABLE);
        Optional<Role> role = json.containsKey("role") ? Optional.of(role(json)) : Optional.empty();
        Optional<Boolean> enable = json.containsKey("enable") ? Optional.of(enable(json)) : Optional.empty();
        Optional<Optional<Instant>> end =
                json.containsKey("expired_at") ? Optional.of(expiredAt(json)) : Optional.empty();
        Optional<String> description = description(json);
        return key -> {
            ApiKey changed = role.map(key::withRole).orElse(key);
            changed = enable.map(changed::withEnabled).orElse(changed);
            changed = end.map(changed::withExpiresAt).orElse(changed);
            return description.map(changed::withDescription).orElse(changed);
        };
    }

    private static JsonObject object(Buffer body, Set<String> known) {
        JsonObject json;
        try {
            json = new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw new BadRequest("the body is not a JSON object");
        }
        for (String field : json.fieldNames()) {
            if (!known.contains(field)) {
                throw new BadRequest(BadRequest.quoted(field) + ": not known or not changeable here; there are "
                        + String.join(", ", new TreeSet<>(known)));
            }
        }
        return json;
    }

    private static String string(JsonObject json, String field) {
        if (json.getValue(field) instanceof String text) {
            return text;
        }
        throw new BadRequest(field + ": not a text");
    }

    private static boolean enable(JsonObject json) {
        if (json.getValue("enable") instanceof Boolean enable) {
            return enable;
        }
        throw new BadRequest("enable: neither true nor false");
    }

    private static Role role(JsonObject json) {
        return Role.of(string(json, "role"))
                .orElseThrow(() -> new BadRequest("role: neither administrator nor viewer"));
    }

    private static Optional<String> description(JsonObject json) {
        if (json.containsKey("desc") && json.containsKey("description")) {
            throw new BadRequest("desc and description are one; give one of them");
        }
        String field = json.containsKey("description") ? "description" : "desc";
        if (!json.containsKey(field)) {
            return Optional.empty();
        }
        String text = string(json, field);
        if (!ApiKey.isDescription(text)) {
            throw new BadRequest(field + ": longer than " + ApiKey.MAX_DESCRIPTION + " characters");
        }
        return Optional.of(text);
    }

    private static Optional<Instant> expiredAt(JsonObject json) {
        Object value = json.getValue("expired_at");
        try {
            if (FOREVER.equals(value)) {
                return Optional.empty();
            } else if (value instanceof String text) {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } else if (value instanceof Integer || value instanceof Long) {
                return Optional.of(Instant.ofEpochSecond(((Number) value).longValue()));
            }
        } catch (DateTimeException e) {
            throw new BadRequest("expired_at: not a time such as 2027-01-31T12:00:00Z, nor \"infinity\"");
        }
        throw new BadRequest("expired_at: neither a time such as \"2027-01-31T12:00:00Z\", nor seconds since 1970, nor"
                + " \"infinity\"");
    }
}
