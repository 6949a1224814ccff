package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretHashTest {
    private static final byte[] SALT = new byte[SecretHash.SALT_BYTES];

    @Test
    void matches_theSecretAlone() {
        SecretHash hash = SecretHash.of("s3cret", SALT, 10);

        assertThat(hash.matches("s3cret")).isTrue();
        assertThat(hash.matches("s3creT")).isFalse();
        assertThat(hash.matches("")).isFalse();
        assertThat(hash.matches("s3cret ")).isFalse();
    }

    /** Computed with Python's {@code hashlib.pbkdf2_hmac("sha256", b"p\xc3\xa4ss", bytes(16), 1000)}. */
    @Test
    void hash_isPbkdf2OfTheUtf8() {
        assertThat(HexFormat.of()
                        .formatHex(SecretHash.of("p\u00e4ss", SALT, 1000).hash()))
                .isEqualTo("dda8308b36f726127607ff44773b6bab97dd4d3cc0a982111451b07679faed5f");
    }

    @Test
    void oneSecretWithTwoSalts_hasTwoHashes() {
        byte[] other = SALT.clone();
        other[0] = 1;

        assertThat(SecretHash.of("s", SALT, 10)).isNotEqualTo(SecretHash.of("s", other, 10));
        assertThat(SecretHash.of("s", SALT, 10)).isNotEqualTo(SecretHash.of("s", SALT, 11));
        assertThat(SecretHash.of("s", SALT, 10)).isEqualTo(SecretHash.of("s", SALT, 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, SecretHash.MAX_ITERATIONS + 1, Integer.MAX_VALUE})
    void iterationsThatCannotBe_areRefused(int iterations) {
        assertThatThrownBy(() -> new SecretHash(iterations, SALT, new byte[SecretHash.HASH_BYTES]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void text_tellsNothing() {
        SecretHash hash = SecretHash.of("canary", SALT, 10);

        assertThat(hash.toString()).isEqualTo("SecretHash[10 iterations]");
    }
}
