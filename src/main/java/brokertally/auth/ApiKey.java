package brokertally.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An API key. All times are whole seconds.
 *
 * @param name how people call it; unique
 * @param key how clients call it: the user name of HTTP Basic; unique
 * @param hash what is kept of its secret
 * @param role what it may do
 * @param enabled false: it is refused
 * @param expiresAt the last second in which it is accepted; empty = for ever
 * @param createdAt when it was made
 * @param description for people
 */
public record ApiKey(
        String name,
        String key,
        SecretHash hash,
        Role role,
        boolean enabled,
        Optional<Instant> expiresAt,
        Instant createdAt,
        String description) {
    public static final int MAX_NAME = 256;
    public static final int MAX_KEY = 256;
    public static final int MAX_DESCRIPTION = 1024;
    /** EMQX's form of a name (emqx-contract §1.5). */
    public static final String NAME_FORM = "[A-Za-z][A-Za-z0-9_-]*";

    private static final Pattern NAME = Pattern.compile(NAME_FORM);
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e&&[^:#]][\\x21-\\x7e&&[^:]]*");

    public ApiKey {
        if (!isName(name)) {
            throw new IllegalArgumentException("name is not of the form " + NAME_FORM);
        }
        if (!isKey(key)) {
            throw new IllegalArgumentException("key is not printable ASCII without ':' and spaces");
        }
        if (!isDescription(description)) {
            throw new IllegalArgumentException("description is longer than " + MAX_DESCRIPTION + " characters");
        }
        expiresAt = expiresAt.map(ApiKey::wholeSecond);
        createdAt = wholeSecond(createdAt);
    }

    private static Instant wholeSecond(Instant instant) {
        return Instant.ofEpochSecond(instant.getEpochSecond());
    }

    /** Whether a key may be called so. */
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    /** Whether it can be sent as the user name of HTTP Basic and stand in a bootstrap file. */
    public static boolean isKey(String text) {
        return text.length() <= MAX_KEY && KEY.matcher(text).matches();
    }

    /** Whether it is short enough for a description. */
    public static boolean isDescription(String text) {
        return text.length() <= MAX_DESCRIPTION;
    }

    /** Whether its time has passed. */
    public boolean isExpired(Instant now) {
        return expiresAt.isPresent() && now.getEpochSecond() > expiresAt.get().getEpochSecond();
    }

    /** Whether it is accepted at this time. */
    public boolean isValid(Instant now) {
        return enabled && !isExpired(now);
    }

    /** The same key, switched on or off. */
    public ApiKey withEnabled(boolean newEnabled) {
        return new ApiKey(name, key, hash, role, newEnabled, expiresAt, createdAt, description);
    }

    /** The same key with another end; empty = none. */
    public ApiKey withExpiresAt(Optional<Instant> newEnd) {
        return new ApiKey(name, key, hash, role, enabled, newEnd, createdAt, description);
    }

    /** The same key with another role. */
    public ApiKey withRole(Role newRole) {
        return new ApiKey(name, key, hash, newRole, enabled, expiresAt, createdAt, description);
    }

    /** The same key with another description. */
    public ApiKey withDescription(String newDescription) {
        return new ApiKey(name, key, hash, role, enabled, expiresAt, createdAt, newDescription);
    }
}
