package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MinterTest {
    private static final Minter.Wish WISH = new Minter.Wish("a", Role.VIEWER, true, Optional.empty(), "d");

    @Test
    void keys_areRandom_andCanStandInAUrlAndInABootstrapFile() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Minter.Minted minted = Keys.MINTER.mint(WISH, Keys.NOW);
            assertThat(minted.key().key()).matches("[A-Za-z][A-Za-z0-9_-]{15}");
            assertThat(minted.secret()).matches("[A-Za-z][A-Za-z0-9_-]{42}");
            assertThat(minted.key().hash().matches(minted.secret())).isTrue();
            seen.add(minted.key().key());
            seen.add(minted.secret());
            assertThat(BootstrapFile.parse(minted.key().key() + ":" + minted.secret())
                            .problems())
                    .isEmpty();
        }
        assertThat(seen).hasSize(2000);
    }

    @Test
    void text_masksTheSecret() {
        Minter.Minted minted = Keys.MINTER.mint(WISH, Keys.NOW);

        assertThat(minted.toString()).doesNotContain(minted.secret());
    }

    /** The name that EMQX's source gives for this key (emqx_mgmt_auth.erl, maybe_cleanup_api_key). */
    @Test
    void keyOfAFile_isNamedAsInEmqx() {
        ApiKey key = Keys.MINTER.ofFile(new BootstrapFile.Line("example-api-key", "s", Role.ADMINISTRATOR), Keys.NOW);

        assertThat(key.name()).isEqualTo("from_bootstrap_file_53280fb165b6cd37");
    }
}
