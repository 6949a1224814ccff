package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedTest {
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Trap 50: split at the first colon, scheme in any case. */
    @ParameterizedTest
    @ValueSource(strings = {"Basic ", "basic ", "BASIC ", "Basic   "})
    void trap50_basic_isSplitAtTheFirstColon(String scheme) {
        assertThat(Presented.of(List.of(scheme + base64("key:se:cr\u00e4t"))))
                .isEqualTo(new Presented.Basic(new BasicCredentials("key", "se:cr\u00e4t")));
    }

    /** Trap 50: bad base64 is a wrong password, not a failure of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic a2V5", "Basic", "Basic ////", "basic a2V5OnNlY3JldA==x"})
    void trap50_unreadableBasic_isNoCredentials(String value) {
        assertThat(Presented.of(List.of(value))).isIn(new Presented.Unreadable(), Presented.of(List.of("garbage")));
    }

    @Test
    void nothing_andOtherSchemes_areNothing() {
        assertThat(Presented.of(List.of())).isEqualTo(new Presented.Nothing());
        assertThat(Presented.of(List.of("Digest username=\"a\""))).isEqualTo(new Presented.Nothing());
        assertThat(Presented.of(List.of("Bearer abc"))).isEqualTo(new Presented.Bearer());
    }

    @Test
    void whatIsNoHeader_isMalformed_andNotRepeated() {
        List<List<String>> headers = List.of(
                List.of("canary"),
                List.of(""),
                List.of("Basic " + base64("canary:s"), "Basic " + base64("canary:s")),
                List.of("Basic " + "canary".repeat(2000)));

        assertThat(headers).allSatisfy(values -> {
            assertThat(Presented.of(values)).isInstanceOf(Presented.Malformed.class);
            assertThat(Presented.of(values).toString()).doesNotContain("canary");
        });
    }

    @Test
    void text_masksTheSecret() {
        assertThat(Presented.of(List.of("Basic " + base64("canary:canary"))).toString())
                .doesNotContain("canary");
    }
}
