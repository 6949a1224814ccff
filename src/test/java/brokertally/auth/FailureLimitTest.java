package brokertally.auth;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.auth.FailureLimit.Rate;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FailureLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final FailureLimit limit = new FailureLimit(new Rate(3, 0.5), new Rate(5, 1), 100);

    private int taken(String address, long now, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += limit.take(address, now).isEmpty() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void burst_thenRefusedWithTheTimeToWait_thenRefilled() {
        assertThat(taken("a", 0, 10)).isEqualTo(3);
        assertThat(limit.take("a", 0)).isEqualTo(OptionalLong.of(2));
        assertThat(limit.take("a", SECOND)).isEqualTo(OptionalLong.of(1));
        assertThat(limit.take("a", 2 * SECOND)).isEmpty();
        assertThat(taken("a", 1000 * SECOND, 10)).isEqualTo(3);
    }

    @Test
    void oneAddress_doesNotTakeAnothersTokens_butAllShareTheOverallOnes() {
        assertThat(taken("a", 0, 10)).isEqualTo(3);
        assertThat(taken("b", 0, 10)).isEqualTo(2);
        assertThat(taken("c", 0, 10)).isZero();
        assertThat(taken("c", 2 * SECOND, 10)).isEqualTo(2);
    }

    @Test
    void rightTries_costNothing() {
        for (int i = 0; i < 1000; i++) {
            assertThat(limit.take("a", 0)).isEmpty();
            limit.giveBack("a");
        }
        limit.giveBack("never-seen");
        assertThat(taken("a", 0, 10)).isEqualTo(3);
    }

    @Test
    void manyAddresses_areForgotten_andBoundedTogether() {
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            taken += limit.take("address" + i, 0).isEmpty() ? 1 : 0;
        }
        assertThat(taken).isEqualTo(5);
        assertThat(limit.size()).isEqualTo(100);
    }

    @Test
    void clockThatStandsStillOrGoesBack_givesNothing() {
        assertThat(taken("a", 10 * SECOND, 10)).isEqualTo(3);
        assertThat(taken("a", 5 * SECOND, 10)).isZero();
    }
}
