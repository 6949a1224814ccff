package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.PushFailure;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TellingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -40 * SECOND; // the clock may begin anywhere

    private final Telling telling = new Telling();

    private OptionalLong failed(PushFailure why, long second) {
        return telling.failed(why, START + second * SECOND);
    }

    @Test
    void anOutage_isToldAtItsBeginningAndItsEnd() {
        assertThat(failed(PushFailure.REFUSED, 0)).hasValue(0);
        for (int i = 1; i < 100; i++) {
            assertThat(failed(PushFailure.REFUSED, i * 15)).isEmpty();
        }

        assertThat(telling.row()).isEqualTo(100);
        assertThat(telling.succeeded()).hasValue(99);
        assertThat(telling.succeeded()).isEmpty();
        assertThat(telling.row()).isZero();
    }

    @Test
    void anotherReason_isToldAtOnce() {
        assertThat(failed(PushFailure.REFUSED, 0)).hasValue(0);
        assertThat(failed(PushFailure.REFUSED, 1)).isEmpty();
        assertThat(failed(PushFailure.DNS, 2)).hasValue(1);
        assertThat(failed(PushFailure.REFUSED, 3)).isEmpty();
    }

    @Test
    void aGatewayThatComesAndGoes_isToldOnceInAMinute_withHowOftenItFailedInBetween() {
        int lines = 0;
        long untold = 0;
        for (int i = 0; i < 600; i += 2) {
            OptionalLong down = failed(PushFailure.SERVER_ERROR, i);
            OptionalLong up = telling.succeeded();
            assertThat(up.isPresent())
                    .as("said only what its beginning was said of")
                    .isEqualTo(down.isPresent());
            lines += down.isPresent() ? 2 : 0;
            untold += down.orElse(0) + up.orElse(0);
        }

        assertThat(lines).isEqualTo(2 * 600 / 60);
        assertThat(untold).isEqualTo(300 - 10 - 29);
    }

    @Test
    void anOutageThatBeginsUntold_isToldWhenTheMinuteIsOver() {
        failed(PushFailure.REFUSED, 0);
        telling.succeeded();
        assertThat(failed(PushFailure.REFUSED, 30)).isEmpty();
        assertThat(failed(PushFailure.REFUSED, 59)).isEmpty();
        assertThat(failed(PushFailure.REFUSED, 60)).hasValue(2);
        assertThat(telling.succeeded()).hasValue(0);
    }

    @Test
    void afterAChangeOfTheConfiguration_allIsNew() {
        failed(PushFailure.REFUSED, 0);
        failed(PushFailure.REFUSED, 1);
        telling.forget();

        assertThat(telling.succeeded()).isEmpty();
        assertThat(failed(PushFailure.REFUSED, 2)).hasValue(0);
    }
}
