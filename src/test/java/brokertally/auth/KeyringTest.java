package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyringTest {
    @Test
    void file_winsOverTheApi_withTheSameKey() {
        ApiKey api = Keys.of("api", "same", "old");
        ApiKey file = Keys.of("file", "same", "new");

        Keyring ring = Keyring.of(List.of(api), List.of(file));

        assertThat(ring.byKey("same")).contains(file);
        assertThat(ring.all()).extracting(entry -> entry.key().name()).containsExactly("api", "file");
        assertThat(ring.count(Keyring.Source.API)).isEqualTo(1);
        assertThat(ring.count(Keyring.Source.FILE)).isEqualTo(1);
    }

    @Test
    void unknown_isEmpty() {
        assertThat(Keyring.EMPTY.byKey("k")).isEmpty();
        assertThat(Keyring.EMPTY.byName("k")).isEmpty();
        assertThat(Keyring.EMPTY.isEmpty()).isTrue();
    }
}
