package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class VerifiedCacheTest {
    private static final SecretHash STORED = Keys.of("a", "k", "s").hash();

    private static VerifiedCache cache(int capacity) {
        return new VerifiedCache(Keys.MINTER.bytes(32), capacity);
    }

    /** Threat T18 (CVE-2022-46146): however a text is split at its colons, only the split that was verified is in the cache. */
    @Property(tries = 1000)
    void t18_otherSplitsOfTheSameText_areNotCached(
            @ForAll @StringLength(min = 1, max = 12) @CharRange(from = 'a', to = 'b') @CharRange(from = ':', to = ':')
                    String text) {
        for (int verified = 0; verified <= text.length(); verified++) {
            VerifiedCache cache = cache(16);
            BasicCredentials right = split(text, verified);
            cache.add(STORED, right);
            for (int tried = 0; tried <= text.length(); tried++) {
                BasicCredentials other = split(text, tried);
                assertThat(cache.contains(STORED, other)).isEqualTo(other.equals(right));
            }
        }
    }

    private static BasicCredentials split(String text, int at) {
        return new BasicCredentials(text.substring(0, at), text.substring(at));
    }

    @Test
    void otherHashOfTheSameSecret_isNotCached() {
        VerifiedCache cache = cache(16);
        BasicCredentials presented = new BasicCredentials("k", "s");
        cache.add(STORED, presented);

        assertThat(cache.contains(STORED, presented)).isTrue();
        assertThat(cache.contains(Keys.of("a", "k", "s").hash(), presented)).isFalse();
    }

    @Test
    void capacity_keepsThoseUsedLast() {
        VerifiedCache cache = cache(2);
        BasicCredentials first = new BasicCredentials("1", "s");
        cache.add(STORED, first);
        cache.add(STORED, new BasicCredentials("2", "s"));
        assertThat(cache.contains(STORED, first)).isTrue();
        cache.add(STORED, new BasicCredentials("3", "s"));

        assertThat(cache.contains(STORED, first)).isTrue();
        assertThat(cache.contains(STORED, new BasicCredentials("2", "s"))).isFalse();
        assertThat(cache.size()).isEqualTo(2);
    }
}
