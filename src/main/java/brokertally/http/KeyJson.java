package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.Keyring;
import brokertally.auth.Minter;
import brokertally.auth.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Keys in EMQX's JSON. */
final class KeyJson {
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
                .put("expired_at", key.expiresAt().map(Instant::toString).orElse(KeyFields.FOREVER))
                .put("created_at", key.createdAt().toString())
                .put("source", text(entry.source()));
    }

    /** The one answer that shows a secret. */
    static JsonObject of(Minter.Minted minted, Instant now) {
        return of(new Keyring.Entry(minted.key(), Keyring.Source.API), now).put("api_secret", minted.secret());
    }

    /** Throws {@link BadRequest} with all that is wrong. */
    static Minter.Wish wish(Buffer body, Instant now) {
        KeyFields fields = KeyFields.read(body, OF_NEW);
        Minter.Wish wish = new Minter.Wish(
                fields.newName().orElse(""),
                fields.role().orElse(Role.ADMINISTRATOR),
                fields.enable().orElse(true),
                fields.newEnd(now),
                fields.description().orElse(""));
        fields.check();
        return wish;
    }

    /** What is not named stays as it is; in EMQX it would become the default, which makes an expiring viewer an eternal administrator. */
    static UnaryOperator<ApiKey> change(Buffer body) {
        KeyFields fields = KeyFields.read(body, CHANGEABLE);
        Optional<Role> role = fields.role();
        Optional<Boolean> enable = fields.enable();
        Optional<Optional<Instant>> end = fields.expiredAt();
        Optional<String> description = fields.description();
        fields.check();
        return key -> {
            ApiKey changed = role.map(key::withRole).orElse(key);
            changed = enable.map(changed::withEnabled).orElse(changed);
            changed = end.map(changed::withExpiresAt).orElse(changed);
            return description.map(changed::withDescription).orElse(changed);
        };
    }
}
