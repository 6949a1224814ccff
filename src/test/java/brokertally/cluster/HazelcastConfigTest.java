package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.TestSettings;
import brokertally.config.Settings;
import com.hazelcast.config.Config;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class HazelcastConfigTest {
    private final Settings settings = TestSettings.gathering(
            new Settings.Gather(Duration.ofSeconds(5), Duration.ofSeconds(15), Settings.Partial.ALLOW),
            new Settings.Sampling(Duration.ofSeconds(5), Duration.ofSeconds(1)),
            0);
    private final Config config = HazelcastConfig.of(settings.cluster());
    private final InternalSerializationService serialization = new DefaultSerializationServiceBuilder()
            .setConfig(config.getSerializationConfig())
            .build();

    /** An operation that fails answers with its exception; refused, the asker would wait for ever. */
    @Test
    void exceptionOfAnOperation_isDeserialised() {
        Exception failed = new ExecutionException(new RuntimeException("outer", new IllegalStateException("inner")));
        failed.addSuppressed(new InterruptedException("also"));

        Exception read = serialization.toObject(serialization.toData(failed));

        assertThat(read.getCause()).hasMessage("outer").hasRootCauseMessage("inner");
        assertThat(read.getSuppressed()).hasSize(1);
    }

    private record Foreign(String text) implements Serializable {}

    @Test
    void foreignObject_isRefused() {
        var data = serialization.toData(new Foreign("x"));
        assertThatThrownBy(() -> serialization.toObject(data)).hasMessageContaining("not allowed");
    }

    @Test
    void collectionWithAComparator_isRefused() {
        PriorityQueue<String> queue = new PriorityQueue<>(Comparator.reverseOrder());
        queue.add("x");
        var data = serialization.toData(new Object[] {queue});
        assertThatThrownBy(() -> serialization.toObject(data)).hasMessageContaining("not allowed");
    }

    @Test
    void network_isBoundToOneInterfaceAndFindsNobodyByItself() {
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(config.getNetworkConfig().getJoin().getMulticastConfig().isEnabled())
                .isFalse();
        assertThat(config.getNetworkConfig().getJoin().getAutoDetectionConfig().isEnabled())
                .isFalse();
        assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
    }
}
