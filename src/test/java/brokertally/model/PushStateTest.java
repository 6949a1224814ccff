package brokertally.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushStateTest {
    @ParameterizedTest
    @EnumSource(PushFailure.class)
    void failure_hasACodeOfItsOwnAndAWord(PushFailure failure) {
        assertThat(PushFailure.ofCode(failure.code())).isSameAs(failure);
        assertThat(failure.text()).matches("[a-z_]+");
    }

    @ParameterizedTest
    @EnumSource(PushState.Kind.class)
    void kind_hasACodeOfItsOwnAndAWord(PushState.Kind kind) {
        assertThat(PushState.Kind.ofCode(kind.code())).isSameAs(kind);
        assertThat(kind.text()).matches("[a-z]+");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 13, 255, Integer.MIN_VALUE})
    void codeThatThereIsNot_isRefused(int code) {
        assertThatThrownBy(() -> PushFailure.ofCode(code)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PushState.Kind.ofCode(code)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(PushState.Kind.class)
    void reason_isThereExactlyWhenItFails(PushState.Kind kind) {
        Optional<PushFailure> wrong = kind == PushState.Kind.FAILING ? Optional.empty() : Optional.of(PushFailure.DNS);
        assertThatThrownBy(() -> new PushState(kind, wrong, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(kind.text());
    }

    @Test
    void timeBefore1970_isRefused() {
        assertThatThrownBy(() -> new PushState(PushState.Kind.PUSHING, Optional.empty(), -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
