package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void firstPush_isOneIntervalAfterTheStart() {
        assertThat(Schedule.from(1_000, 15_000).due()).isEqualTo(16_000);
    }

    @Test
    void rate_isSteady_whateverAPushTakes() {
        Schedule schedule = Schedule.from(0, 15_000);

        schedule = schedule.succeeded(15_000 + 9_000);
        assertThat(schedule.due()).isEqualTo(30_000);
        assertThat(schedule.succeeded(30_001).due()).isEqualTo(45_000);
    }

    @Test
    void aPushLongerThanTheInterval_leavesPlacesOut_andKeepsTheGrid() {
        Schedule schedule = Schedule.from(0, 1_000).succeeded(1_000 + 3_500);

        assertThat(schedule.due()).isEqualTo(5_000);
        assertThat(Schedule.from(0, 1_000).succeeded(2_000).due())
                .as("exactly at the next place")
                .isEqualTo(3_000);
    }

    @Property
    void afterAFailure_theNextTryComesWithinTwoIntervals_butNotBeforeOne(
            @ForAll @IntRange(min = 0, max = 30) int failures, @ForAll @DoubleRange(min = 0, max = 1) double draw) {
        Schedule schedule = Schedule.from(0, 1_000);
        long due = schedule.due();
        for (int i = 0; i <= failures; i++) {
            due = schedule.due();
            schedule = schedule.failed(due + 1, draw);
        }

        assertThat(schedule.due() - due).isBetween(1_000L, 2_000L);
        assertThat(schedule.failures()).isEqualTo(failures + 1);
    }

    @Test
    void triesComeLater_theLongerItFails() {
        Schedule once = Schedule.from(0, 1_000).failed(1_001, 1);
        Schedule often = once;
        for (int i = 0; i < 9; i++) {
            often = often.failed(often.due() + 1, 1);
        }

        assertThat(once.due()).isEqualTo(1_000 + 1_250);
        assertThat(often.failed(often.due() + 1, 1).due() - often.due()).isEqualTo(2_000);
    }

    @Property
    void aFailureLongerThanTheInterval_isTriedAgainWithinOneIntervalAfterItsEnd(
            @ForAll @DoubleRange(min = 0, max = 1) double draw) {
        Schedule schedule = Schedule.from(0, 1_000).failed(11_000, draw);

        assertThat(schedule.due()).isBetween(11_001L, 12_001L);
    }

    @Test
    void afterARecovery_theRateIsSteadyAgain() {
        Schedule schedule = Schedule.from(0, 1_000).failed(1_001, 0.5).failed(2_200, 0.5);
        long tried = schedule.due();

        assertThat(schedule.succeeded(tried + 10).due()).isEqualTo(tried + 1_000);
        assertThat(schedule.succeeded(tried + 10).failures()).isZero();
    }

    @Test
    void anotherInterval_countsFromTheLastPush() {
        Schedule pushed = Schedule.from(0, 15_000).succeeded(15_100);

        assertThat(pushed.paced(16_000, 5_000).due()).isEqualTo(20_000);
        assertThat(pushed.paced(16_000, 15_000).due()).isEqualTo(30_000);
        assertThat(pushed.paced(29_000, 1_000).due()).as("over already: now").isEqualTo(29_000);
        assertThat(pushed.paced(16_000, 60_000).due()).isEqualTo(75_000);
    }

    @Test
    void anotherIntervalBeforeTheFirstPush_beginsAnew() {
        assertThat(Schedule.from(0, 15_000).paced(14_000, 5_000).due()).isEqualTo(19_000);
    }

    @Test
    void anIntervalOfNothing_isRefused() {
        assertThatThrownBy(() -> Schedule.from(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
