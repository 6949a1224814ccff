package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, 5000",
                "10, 5000",
                "10.0, 5000",
                "3, 2500",
                "1.5, 1000",
                "2.000, 1500",
                "1., 500",
                "0.6, 100",
                "0.5, 100",
                "0, 100",
                "0.000000001, 100",
                "999999999, 5000",
                "'', 5000",
                "-1, 5000",
                "NaN, 5000",
                "Infinity, 5000",
                "1e0, 5000",
                "0x1p3, 5000",
                "1f, 5000",
                "' 1', 5000",
                "1;2, 5000",
                "9999999999, 5000",
                "१, 5000",
            })
    void millis_leavesReserve_andIgnoresWhatIsNoNumber(String header, long expected) {
        assertThat(Deadline.millis(header, Duration.ofSeconds(5))).isEqualTo(expected);
    }
}
