package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void aSingleAddress_hasAboutHalfOfThePush() {
        assertThat(Patience.of(10_000, 1, Patience.Steps.PLAIN).connect()).isEqualTo(4_096);
        assertThat(Patience.of(9_990, 1, Patience.Steps.TLS)).isEqualTo(new Patience(4_096, 4_096, 5_000));
    }

    /** Each address in vain up to its limit, the last one only at the end of its handshake. */
    @Property
    void allAddresses_getTheirTurn_withinThePush(
            @ForAll @LongRange(min = 100, max = 10_000) long limit,
            @ForAll @IntRange(min = 1, max = Delivery.MOST_ADDRESSES) int addresses,
            @ForAll Patience.Steps steps) {
        long left = limit;
        for (int i = 0; i < addresses; i++) {
            Patience patience = Patience.of(left, addresses - i, steps);
            assertThat(patience.connect()).isPositive().isLessThanOrEqualTo(4_500);
            left -= patience.connect();
            if (steps == Patience.Steps.TUNNEL_AND_TLS) {
                left -= patience.tunnel();
            }
            if (steps != Patience.Steps.PLAIN) {
                assertThat(patience.handshake()).isBetween(1L, left);
            }
            assertThat(left).isPositive();
        }
    }

    @Test
    void nothingLeft_isNotWithoutEnd() {
        assertThat(Patience.of(-5, 1, Patience.Steps.TUNNEL_AND_TLS)).isEqualTo(new Patience(1, 1, 1));
    }
}
