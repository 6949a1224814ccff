package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    @Test
    void of_keepsOrderAndRepetition() {
        Query query = Query.of("a=1&b=2&a=3&c&=x&&d=");

        assertThat(query.parameters())
                .containsExactly(
                        new Query.Parameter("a", "1"),
                        new Query.Parameter("b", "2"),
                        new Query.Parameter("a", "3"),
                        new Query.Parameter("c", ""),
                        new Query.Parameter("", "x"),
                        new Query.Parameter("d", ""));
        assertThat(query.values("a")).containsExactly("1", "3");
    }

    @Test
    void of_decodesEscapesPlusAndUtf8() {
        assertThat(Query.of("name%5B%5D=a+b%20%c3%A4").values("name[]")).containsExactly("a b ä");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%4",
                "a=%zz",
                "a=%-1",
                "%",
                "a=%c3",
                "a=%c3%28",
                "a=%ff",
                "a=%ed%a0%80",
                "ä=1",
                "a=\u0001"
            })
    void of_refusesWhatIsNoEscapeOrNoUtf8(String raw) {
        assertThatThrownBy(() -> Query.of(raw)).isInstanceOf(BadRequest.class).hasMessageStartingWith("query: ");
    }

    @Test
    void of_refusesMoreThanTheLimitAndTakesTheLimit() {
        assertThat(Query.of("a".repeat(Query.MAX_BYTES)).parameters()).hasSize(1);
        assertThatThrownBy(() -> Query.of("a".repeat(Query.MAX_BYTES + 1))).hasMessageContaining("65536");
    }

    @Property(tries = 300)
    void of_readsWhatAnEncoderWrites(@ForAll @NotEmpty List<String> values) {
        List<String> valid = values.stream()
                .map(value -> new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .map(value -> value.substring(0, Math.min(20, value.length())))
                .map(value -> new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .toList();
        StringBuilder raw = new StringBuilder();
        valid.forEach(value -> raw.append("v=")
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));

        assertThat(Query.of(raw.toString()).values("v")).isEqualTo(valid);
    }
}
