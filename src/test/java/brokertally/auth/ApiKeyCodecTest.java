package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ApiKeyCodecTest {
    private static final byte[] BYTES = ApiKeyCodec.encode(Keys.of("prometheus", "key", "secret")
            .withExpiresAt(Optional.of(Instant.parse("2030-01-01T00:00:00Z")))
            .withDescription("für Prometheus"));

    @Property(tries = 500)
    void roundTrip(
            @ForAll @AlphaChars @StringLength(min = 1, max = 256) String name,
            @ForAll @StringLength(max = 1024) String anything,
            @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long end,
            @ForAll boolean flag)
            throws ApiKeyCodec.Unreadable {
        String description = anything.replaceAll("\\p{Cs}", "?");
        ApiKey key = Keys.of(name, name, anything)
                .withDescription(description)
                .withEnabled(flag)
                .withRole(flag ? Role.ADMINISTRATOR : Role.VIEWER)
                .withExpiresAt(flag ? Optional.of(Instant.ofEpochSecond(end)) : Optional.empty());

        byte[] bytes = ApiKeyCodec.encode(key);

        assertThat(ApiKeyCodec.decode(bytes)).isEqualTo(key);
        assertThat(bytes.length).isLessThanOrEqualTo(ApiKeyCodec.MAX_BYTES);
    }

    @Test
    void everyCut_isRefused() {
        for (int length = 0; length < BYTES.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(BYTES, length);
            assertThatThrownBy(() -> ApiKeyCodec.decode(cut)).isInstanceOf(ApiKeyCodec.Unreadable.class);
        }
    }

    @Test
    void everyFlippedBit_isRefused() {
        for (int bit = 0; bit < BYTES.length * 8; bit++) {
            byte[] flipped = BYTES.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ApiKeyCodec.decode(flipped)).isInstanceOf(ApiKeyCodec.Unreadable.class);
        }
    }

    /** Bytes with a right checksum: what another program could have written. */
    @Test
    void anyBytesBehindARightHead_areReadOrRefused_neverMore() {
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = BYTES.clone();
            bytes[3 + random.nextInt(bytes.length - 7)] = (byte) random.nextInt(256);
            seal(bytes);
            try {
                ApiKeyCodec.decode(bytes);
            } catch (ApiKeyCodec.Unreadable e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 20_000);
    }

    @Test
    void otherVersion_isNamed() {
        byte[] bytes = BYTES.clone();
        bytes[2] = 2;
        assertThatThrownBy(() -> ApiKeyCodec.decode(bytes)).hasMessageContaining("version 2");
    }

    @Test
    void nothingOfTheSecret_isInTheBytes() {
        assertThat(new String(BYTES, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    private static void seal(byte[] bytes) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        java.nio.ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    }
}
