package brokertally.auth;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Makes keys: random ones with a secret that is shown once, and those of a bootstrap file. Thread safe. Hashes: never on an event loop. */
public final class Minter {
    /** Of the names of keys from a file, as in EMQX; no other key may be called so. */
    public static final String FILE_PREFIX = "from_bootstrap_file_";

    private static final int KEY_BYTES = 12;
    private static final int SECRET_BYTES = 32;
    private static final int NAME_DIGITS = 16;
    private static final String FILE_DESCRIPTION = "Bootstrapped From File";

    private final SecureRandom random = new SecureRandom();
    private final int iterations;

    /** @param iterations how slow the hashes of new keys are; {@link SecretHash#ITERATIONS} */
    public Minter(int iterations) {
        this.iterations = iterations;
    }

    /**
     * What a new key shall be.
     *
     * @param expiresAt empty = never
     */
    public record Wish(String name, Role role, boolean enabled, Optional<Instant> expiresAt, String description) {}

    /** A new key and its secret, which is nowhere else. */
    public record Minted(ApiKey key, String secret) {
        /** The secret is left out. */
        @Override
        public String toString() {
            return "Minted[" + key.name() + "]";
        }
    }

    /** Makes a key with a random user name and a random secret of 256 bits; both can stand in a URL. */
    public Minted mint(Wish wish, Instant now) {
        String secret = text(SECRET_BYTES);
        ApiKey key = new ApiKey(
                wish.name(),
                text(KEY_BYTES),
                hash(secret),
                wish.role(),
                wish.enabled(),
                wish.expiresAt(),
                now,
                wish.description());
        return new Minted(key, secret);
    }

    /** Makes the key of a line; its name follows from the key as in EMQX. */
    public ApiKey ofFile(BootstrapFile.Line line, Instant now) {
        return new ApiKey(
                FILE_PREFIX + digits(line.key()),
                line.key(),
                hash(line.secret()),
                line.role(),
                true,
                Optional.empty(),
                now,
                FILE_DESCRIPTION);
    }

    /** The hash of a secret that nobody knows, for {@link Verifier}. */
    public SecretHash decoy() {
        return hash(text(SECRET_BYTES));
    }

    /** Random bytes, for {@link VerifiedCache}. */
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private SecretHash hash(String secret) {
        return SecretHash.of(secret, bytes(SecretHash.SALT_BYTES), iterations);
    }

    /** The first letter is one, so that no key begins with the {@code #} or {@code -} that files and shells take for something else. */
    private String text(int count) {
        byte[] bytes = bytes(count);
        bytes[0] &= 0x7f; // the upper half of the alphabet has the digits, '-' and '_'
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digits(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(key.getBytes(StandardCharsets.UTF_8));
            return String.format("%0128x", new BigInteger(1, hash)).substring(0, NAME_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-512 is missing in this Java", e);
        }
    }
}
