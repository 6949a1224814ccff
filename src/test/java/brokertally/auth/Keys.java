package brokertally.auth;

import java.time.Instant;
import java.util.Optional;

/** Keys for tests; their hashes are quick. */
final class Keys {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Minter MINTER = new Minter(2);

    private Keys() {}

    static ApiKey of(String name, String key, String secret) {
        return new ApiKey(
                name,
                key,
                SecretHash.of(secret, MINTER.bytes(SecretHash.SALT_BYTES), 2),
                Role.VIEWER,
                true,
                Optional.empty(),
                NOW,
                "");
    }
}
