package brokertally.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a secret: a salted PBKDF2-HMAC-SHA256 (RFC 8018 §5.2), and how often it was repeated, so that this can be
 * raised later without making old keys worthless.
 */
public final class SecretHash {
    /** About 40 ms on one core of 2020s hardware, and about as much as {@link FailureLimit} assumes. */
    public static final int ITERATIONS = 120_000;
    /** Bytes of the salt. */
    public static final int SALT_BYTES = 16;
    /** Bytes of the hash itself. */
    static final int HASH_BYTES = 32;
    /** A stored number above this is damage: to check it would occupy a thread for the better part of a second. */
    static final int MAX_ITERATIONS = 2_000_000;

    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    SecretHash(int iterations, byte[] salt, byte[] hash) {
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("iterations " + iterations + " are not in 1.." + MAX_ITERATIONS);
        }
        if (salt.length != SALT_BYTES || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("salt of " + salt.length + " or hash of " + hash.length + " bytes");
        }
        this.iterations = iterations;
        this.salt = salt.clone();
        this.hash = hash.clone();
    }

    /** Hashes a secret. Slow on purpose: never on an event loop. */
    public static SecretHash of(String secret, byte[] salt, int iterations) {
        return new SecretHash(iterations, salt, derive(secret, salt, iterations));
    }

    /** Whether this is the secret; takes as long when it is not. Slow on purpose: never on an event loop. */
    public boolean matches(String secret) {
        return MessageDigest.isEqual(hash, derive(secret, salt, iterations));
    }

    private static byte[] derive(String secret, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(secret.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing in this Java", e);
        } finally {
            spec.clearPassword();
        }
    }

    int iterations() {
        return iterations;
    }

    byte[] salt() {
        return salt.clone();
    }

    byte[] hash() {
        return hash.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash that
                && iterations == that.iterations
                && Arrays.equals(salt, that.salt)
                && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    @Override
    public String toString() {
        return "SecretHash[" + iterations + " iterations]";
    }
}
