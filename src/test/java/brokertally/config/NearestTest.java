package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void distance_countsEdits() {
        assertThat(Nearest.distance("port", "port")).isZero();
        assertThat(Nearest.distance("prot", "port")).isEqualTo(1);
        assertThat(Nearest.distance("", "port")).isEqualTo(4);
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void of_nothingNear_isEmpty() {
        assertThat(Nearest.of("colour", List.of("http", "node"))).isEmpty();
    }

    @Test
    void of_severalNear_takesTheNearestThenTheFirstByName() {
        assertThat(Nearest.of("prot", List.of("part", "port"))).contains("port");
        assertThat(Nearest.of("pxrt", List.of("port", "part"))).contains("part");
    }
}
