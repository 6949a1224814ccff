package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    private final ApiKey key = Keys.of("a", "k", "s");

    @Test
    void validUntilTheEndOfItsLastSecond() {
        ApiKey ending = key.withExpiresAt(Optional.of(Keys.NOW.plusMillis(300)));

        assertThat(ending.isValid(Keys.NOW.plusMillis(999))).isTrue();
        assertThat(ending.isValid(Keys.NOW.plusMillis(1000))).isFalse();
        assertThat(key.isValid(Keys.NOW.plusSeconds(1L << 40))).isTrue();
    }

    @Test
    void disabled_isNotValid() {
        assertThat(key.withEnabled(false).isValid(Keys.NOW)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "-a", "a b", "a/b", "a.b", "\u00e4", "a\n"})
    void otherNames_areRefused(String name) {
        assertThatThrownBy(() -> Keys.of(name, "k", "s")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "#a", "\u00e4", "a\t"})
    void otherKeys_areRefused(String text) {
        assertThatThrownBy(() -> Keys.of("a", text, "s")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names_areAsLongAsEmqxs() {
        assertThat(ApiKey.isName("a".repeat(256))).isTrue();
        assertThat(ApiKey.isName("a".repeat(257))).isFalse();
        assertThat(ApiKey.isName("EMQX-API-KEY_1")).isTrue();
    }
}
