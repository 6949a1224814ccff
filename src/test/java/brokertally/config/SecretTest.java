package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final String CANARY = "canary-4711";

    @Test
    void toString_masks() {
        assertThat(new Secret(CANARY)).hasToString(Secret.MASK);
        assertThat(Secret.NONE).hasToString("");
        assertThat(new Secret(CANARY).reveal()).isEqualTo(CANARY);
    }

    @Test
    void equals_isByText() {
        assertThat(new Secret(CANARY))
                .isEqualTo(new Secret(CANARY))
                .hasSameHashCodeAs(new Secret(CANARY))
                .isNotEqualTo(Secret.NONE);
        assertThat(new Secret("").isEmpty()).isTrue();
    }

    @Test
    void null_isRefused() {
        assertThatThrownBy(() -> new Secret(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settings_toString_showsNoSecret() throws SettingsException {
        Settings settings = SettingsReader.read(new SettingsInput(
                Optional.empty(),
                Optional.of(Fixture.NO_FILE),
                Map.of(
                        "BROKERTALLY_SOURCE__API_KEY",
                        "key",
                        "BROKERTALLY_SOURCE__API_SECRET",
                        CANARY,
                        "BROKERTALLY_SOURCE__USERNAME",
                        "user",
                        "BROKERTALLY_SOURCE__PASSWORD",
                        CANARY,
                        "BROKERTALLY_CLUSTER__TLS__KEYSTORE_FILE",
                        "a.p12",
                        "BROKERTALLY_CLUSTER__TLS__KEYSTORE_PASSWORD",
                        CANARY,
                        "BROKERTALLY_PROMETHEUS__PUSH_GATEWAY__HEADERS",
                        "{Authorization = \"" + CANARY + "\"}")));

        assertThat(settings.toString()).contains(Secret.MASK).doesNotContain(CANARY);
        assertThat(settings.source().apiSecret().reveal()).isEqualTo(CANARY);
    }
}
