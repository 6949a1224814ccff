package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Incarnation;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IncarnationsTest {
    private static final long NOW = 1_700_000_000_000L;
    private final Incarnations incarnations = new Incarnations();

    /** A sample at so many seconds of true time, on a wall clock that is off by some seconds. */
    private Incarnation at(double seconds, OptionalLong started, long clockOffSeconds) {
        return incarnations.observe(
                started, NOW + Math.round(1000 * seconds) + 1000 * clockOffSeconds, Math.round(1e9 * seconds));
    }

    /** As told by "now less uptime". */
    private Incarnation uptime(double seconds, double uptimeSeconds) {
        return uptime(seconds, uptimeSeconds, 0);
    }

    private Incarnation uptime(double seconds, double uptimeSeconds, long clockOffSeconds) {
        long wall = NOW + Math.round(1000 * seconds) + 1000 * clockOffSeconds;
        return at(seconds, OptionalLong.of(wall - Math.round(1000 * uptimeSeconds)), clockOffSeconds);
    }

    @Test
    void theFirstTold_isTheLife() {
        assertThat(uptime(0, 100)).isEqualTo(new Incarnation(NOW - 100_000));
    }

    @Test
    void aBrokerThatDoesNotTell_livesSinceItWasFirstSeen() {
        Incarnation first = at(0, OptionalLong.empty(), 0);

        assertThat(first).isEqualTo(new Incarnation(NOW));
        assertThat(at(500, OptionalLong.empty(), 0)).isEqualTo(first);
    }

    @Test
    void aReadingWithoutAStart_belongsToTheKnownLife() {
        Incarnation first = uptime(0, 100);

        assertThat(at(5, OptionalLong.empty(), 0)).isEqualTo(first);
        assertThat(uptime(10, 110)).isEqualTo(first);
    }

    @Test
    void trap29_aRestartOfTheSidecarIsNoneOfTheBroker() {
        Incarnation stored = new Incarnation(NOW - 100_000);
        incarnations.resume(stored);

        assertThat(uptime(3, 101)).isEqualTo(stored);
        assertThat(uptime(8, 106)).isEqualTo(stored);
    }

    @Test
    void resume_ofABrokerThatDoesNotTell_continuesItsLife() {
        Incarnation stored = new Incarnation(NOW - 100_000);
        incarnations.resume(stored);

        assertThat(at(0, OptionalLong.empty(), 0)).isEqualTo(stored);
    }

    @Test
    void resume_afterTheBrokerHasRestartedMeanwhile_isANewLife() {
        incarnations.resume(new Incarnation(NOW - 100_000));

        assertThat(uptime(0, 10)).isEqualTo(new Incarnation(NOW - 10_000));
    }

    @Test
    void trap16_resume_besideAnotherBrokerOfTheSameName_isTheOlderLifeItTells() {
        Incarnation stored = new Incarnation(NOW - 100_000);
        incarnations.resume(stored);
        incarnations.doubt();

        assertThat(uptime(0, 1_000)).isEqualTo(new Incarnation(NOW - 1_000_000));
        assertThat(uptime(5, 1_005)).isEqualTo(new Incarnation(NOW - 1_000_000));
    }

    @Test
    void trap16_resume_besideAnotherSidecarOfTheSameBroker_isItsLife() {
        Incarnation stored = new Incarnation(NOW - 100_000);
        incarnations.resume(stored);
        incarnations.doubt();

        assertThat(uptime(0, 110)).isEqualTo(stored);
    }

    @Test
    void resume_withoutADoubt_anEarlierStartIsAStepOfTheClock() {
        Incarnation stored = new Incarnation(NOW - 100_000);
        incarnations.resume(stored);

        assertThat(uptime(0, 1_000)).isEqualTo(stored);
    }

    @Test
    void resume_afterTheFirstSample_hasNoEffect() {
        Incarnation first = uptime(0, 10);

        incarnations.resume(new Incarnation(1));

        assertThat(uptime(5, 15)).isEqualTo(first);
    }

    @Test
    void trap30_aRestartBetweenTwoSamplesIsANewLife() {
        Incarnation first = uptime(0, 1000);
        Incarnation second = uptime(60, 40);

        assertThat(second).isGreaterThan(first).isEqualTo(new Incarnation(NOW + 20_000));
    }

    @Test
    void aRestartDuringALongPause_isANewLifeThoughTheUptimeHasGrown() {
        Incarnation first = uptime(0, 10);

        assertThat(uptime(3600, 1800)).isGreaterThan(first);
    }

    @Test
    void trap31_aStepOfTheClockIsNoNewLife() {
        Incarnation first = uptime(0, 100);

        assertThat(uptime(5, 105, 3600)).as("forward").isEqualTo(first);
        assertThat(uptime(10, 110, -3600)).as("back").isEqualTo(first);
        assertThat(uptime(15, 115, 0)).as("right again").isEqualTo(first);
    }

    @Test
    void trap31_aStepOfTheClockIsNoNewLifeForABrokerThatTellsItsStartOnce() {
        OptionalLong started = OptionalLong.of(NOW - 100_000);
        Incarnation first = at(0, started, 0);

        assertThat(at(5, started, 3600)).isEqualTo(first);
        assertThat(at(10, started, -3600)).isEqualTo(first);
    }

    @Test
    void aRestartAfterTheClockStepsBack_isALaterLifeAllTheSame() {
        Incarnation first = uptime(0, 100);
        uptime(5, 105, -3600);

        Incarnation second = uptime(60, 20, -3600);

        assertThat(second).isGreaterThan(first);
        assertThat(uptime(65, 25, -3600)).isEqualTo(second);
    }

    @Test
    void aStartToldLate_isEarlierThanFirstSeenAndNoNewLife() {
        Incarnation first = at(0, OptionalLong.empty(), 0);

        assertThat(uptime(5, 100)).isEqualTo(first);
        assertThat(uptime(50, 3)).isGreaterThan(first);
    }

    @Property(tries = 200)
    void trap31_jitterOfTwoSecondsIsNeverANewLife(
            @ForAll @Size(min = 2, max = 50) List<@IntRange(min = -2000, max = 2000) Integer> jitters) {
        Incarnations ofOne = new Incarnations();
        Incarnation first = null;
        for (int i = 0; i < jitters.size(); i++) {
            long wall = NOW + 1000L * i;
            Incarnation life = ofOne.observe(OptionalLong.of(NOW - 50_000 + jitters.get(i)), wall, 1_000_000_000L * i);
            first = first == null ? life : first;
            assertThat(life).isEqualTo(first);
        }
    }
}
