package brokertally.auth;

import java.time.Instant;
import java.util.Optional;

/** Whether a key and a secret belong together. An unknown key costs what a known one costs, so that time tells nobody which exist. */
public final class Verifier {
    private final SecretHash decoy;

    /**
     * A verifier.
     *
     * @param decoy is hashed against when a key is unknown; its secret must be known to nobody, its iterations those of new keys
     */
    public Verifier(SecretHash decoy) {
        this.decoy = decoy;
    }

    /** What these credentials are to be compared with: the hash of the key, or of none. */
    public SecretHash against(Keyring keyring, BasicCredentials presented) {
        return keyring.byKey(presented.key()).map(ApiKey::hash).orElse(decoy);
    }

    /** The key, when it is known, its secret is right and it is valid now. Slow on purpose: never on an event loop. */
    public Optional<ApiKey> verify(Keyring keyring, BasicCredentials presented, Instant now) {
        boolean right = against(keyring, presented).matches(presented.secret());
        return keyring.byKey(presented.key()).filter(key -> right && key.isValid(now));
    }
}
