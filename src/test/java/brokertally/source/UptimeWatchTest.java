package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UptimeWatchTest {
    private static final long NOW = 1_700_000_000_000L;
    private final UptimeWatch watch = new UptimeWatch();

    private void live(long atSeconds, long uptimeSeconds) {
        watch.takeLive(1000 * uptimeSeconds, NOW + 1000 * atSeconds, 1_000_000_000L * atSeconds);
    }

    private void retained(long atSeconds, long uptimeSeconds) {
        watch.takeRetained(1000 * uptimeSeconds, NOW + 1000 * atSeconds, 1_000_000_000L * atSeconds);
    }

    @Test
    void beforeTheFirstUptime_theStartIsUnknown() {
        assertThat(watch.startedMillis()).isEmpty();
    }

    @Test
    void theSmallestBound_isTheStart() {
        retained(0, 92);
        live(2, 102);
        live(12, 111);

        assertThat(watch.startedMillis()).hasValue(NOW - 100_000);
    }

    @Test
    void trap30_anUptimeThatFalls_isANewStart() {
        live(0, 5);
        live(4, 1);

        assertThat(watch.startedMillis()).hasValue(NOW + 3_000);
    }

    @Test
    void aRestartDuringALongPause_isANewStartThoughTheUptimeHasGrown() {
        live(0, 5);
        retained(600, 300);

        assertThat(watch.startedMillis()).hasValue(NOW + 300_000);
    }

    @Test
    void trap31_aRetainedUptimeAfterAReconnect_isNoNewStart() {
        live(0, 100);
        live(10, 110);
        retained(21, 110);

        assertThat(watch.startedMillis()).hasValue(NOW - 100_000);
    }

    @Test
    void aLongIntervalOfPublication_isLearned() {
        retained(0, 100);
        live(60, 160);
        retained(119, 160);

        assertThat(watch.startedMillis()).hasValue(NOW - 100_000);
    }

    @Test
    void aStepOfTheClock_neverMovesTheStartLater() {
        live(0, 100);
        watch.takeLive(110_000, NOW + 10_000 + 3_600_000, 10_000_000_000L);

        assertThat(watch.startedMillis()).hasValue(NOW - 100_000);
    }
}
