package brokertally.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {
    private static final long MIB = 1L << 20;

    private final Room room = new Room(192 * MIB);

    @Test
    void tooSmallFor_aPageWhoseMakingWouldFillTheHeap() {
        assertThat(room.tooSmallFor(20 * MIB)).isFalse();
        assertThat(room.tooSmallFor(40 * MIB)).isTrue();
    }

    @Test
    void keptWhileMaking_aLargePage_leavesRoomForIt() {
        assertThat(room.keptWhileMaking(0)).isGreaterThanOrEqualTo(room.kept());
        assertThat(room.keptWhileMaking(20 * MIB)).isLessThan(room.kept());
        assertThat(room.keptWhileMaking(200 * MIB)).isZero();
    }
}
