package brokertally;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings;
import brokertally.config.SettingsInput;
import brokertally.config.SettingsReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotYetTest {
    private static Settings with(String variable, String value) throws Exception {
        return SettingsReader.read(
                new SettingsInput(Optional.empty(), Optional.of(Path.of("none")), Map.of(variable, value)));
    }

    @Test
    void pushThatIsNotCarriedOut_isSaid() throws Exception {
        assertThat(NotYet.ignored(with("BROKERTALLY_PROMETHEUS__PUSH_GATEWAY__ENABLE", "true")))
                .anyMatch(line -> line.contains("push_gateway"));
    }

    @Test
    void pushThatGoesOnWhileRunning_isSaidOnce() throws Exception {
        Settings.Prometheus off = with("BROKERTALLY_LOG__LEVEL", "info").prometheus();
        Settings.Prometheus on =
                with("BROKERTALLY_PROMETHEUS__PUSH_GATEWAY__ENABLE", "true").prometheus();
        NotYet notYet = new NotYet(off);

        assertThat(notYet.appeared(on)).hasSize(1);
        assertThat(notYet.appeared(on)).isEmpty();
        assertThat(notYet.appeared(off)).isEmpty();
        assertThat(notYet.appeared(on)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "monotone"})
    void bothMeaningsOfCounters_areCarriedOut(String counters) throws Exception {
        Settings settings = with("BROKERTALLY_AGGREGATION__COUNTERS", counters);
        assertThat(NotYet.ignored(settings)).isEmpty();
    }
}
