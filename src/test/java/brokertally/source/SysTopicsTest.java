package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings.SourceType;
import brokertally.model.MetricType;
import brokertally.model.Values;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SysTopicsTest {
    private final SysTopics topics = new SysTopics(BrokerMapping.of(SourceType.MOSQUITTO), Bench.CATALOG);

    private Map<String, Double> values() {
        return Bench.values(topics.schema(), topics.values().values());
    }

    @Test
    void theSchema_hasAllFamiliesAndNoNumberYet() {
        assertThat(topics.schema().size()).isEqualTo(20);
        assertThat(Arrays.stream(topics.values().values()).boxed()).allMatch(Values::isAbsent);
        assertThat(topics.ready()).isFalse();
    }

    @Test
    void ready_whenUptimeAndClientsAreThere() {
        topics.take("$SYS/broker/uptime", "1 seconds");
        assertThat(topics.ready()).isFalse();

        topics.take("$SYS/broker/clients/total", "1");
        assertThat(topics.ready()).isTrue();
    }

    @Test
    void trap42_uptimeIsMillisecondsAndTopicsWithSpacesAreMapped() {
        topics.take("$SYS/broker/uptime", "3661 seconds");
        topics.take("$SYS/broker/retained messages/count", "55");

        assertThat(values()).containsEntry("emqx_vm_uptime_ms", 3_661_000.0).containsEntry("emqx_retained_count", 55.0);
    }

    @Test
    void trap43_anAliasIsNotCounted() {
        topics.take("$SYS/broker/clients/connected", "3");
        topics.take("$SYS/broker/clients/active", "4");

        assertThat(values()).containsEntry("emqx_live_connections_count", 3.0);
        assertThat(topics.schema().size()).isEqualTo(20);
    }

    @Test
    void trap11_clientsAreGaugesAndMayFall() {
        topics.take("$SYS/broker/clients/total", "50");
        topics.take("$SYS/broker/clients/total", "40");

        assertThat(values()).containsEntry("emqx_connections_count", 40.0);
        assertThat(Bench.family(topics.schema(), "emqx_connections_count").type())
                .isEqualTo(MetricType.GAUGE);
    }

    @Test
    void oneTopic_mayBeSeveralFamilies() {
        topics.take("$SYS/broker/publish/messages/received", "12");

        assertThat(values())
                .containsEntry("emqx_messages_received", 12.0)
                .containsEntry("emqx_packets_publish_received", 12.0);
    }

    @Test
    void aPayloadThatCannotBeRead_isAbsentAndCounted() {
        topics.take("$SYS/broker/bytes/received", "17");
        for (String bad : new String[] {"", "many", "1e5x", "0x10", "NaN", "9".repeat(40)}) {
            topics.take("$SYS/broker/bytes/received", bad);
        }
        topics.take("$SYS/broker/uptime", "an hour");

        assertThat(values().get("emqx_bytes_received")).matches(Values::isAbsent);
        assertThat(values().get("emqx_vm_uptime_ms")).matches(Values::isAbsent);
        assertThat(topics.takeUnreadable()).isEqualTo(7);
        assertThat(topics.takeUnreadable()).isZero();
    }

    @Test
    void aNegativeCounter_isRefusedAndANegativeGaugeIsNot() {
        topics.take("$SYS/broker/bytes/received", "-1");
        topics.take("$SYS/broker/clients/disconnected", "-1");

        assertThat(topics.values().refused()).isEqualTo(1);
        assertThat(values().get("emqx_bytes_received")).matches(Values::isAbsent);
        assertThat(values()).containsEntry("emqx_disconnected_connections_count", -1.0);
    }

    @Test
    void version_isTheNumber() {
        topics.take("$SYS/broker/version", "mosquitto version 2.0.11");
        assertThat(topics.version()).isEqualTo("2.0.11");

        topics.take("$SYS/broker/version", "\u0000\n");
        assertThat(topics.version()).isEmpty();
    }

    @Test
    void clear_forgetsEverything() {
        topics.take("$SYS/broker/uptime", "1 seconds");
        topics.take("$SYS/broker/version", "mosquitto version 2.0.11");

        topics.clear();

        assertThat(Arrays.stream(topics.values().values()).boxed()).allMatch(Values::isAbsent);
        assertThat(topics.version()).isEmpty();
    }
}
