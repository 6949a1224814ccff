package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.TestSettings;
import brokertally.config.Settings;
import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.SerializationClassNameFilter;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.spi.exception.PartitionMigratingException;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import com.hazelcast.spi.exception.RetryableIOException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import com.hazelcast.spi.exception.WrongTargetException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HazelcastConfigTest {
    private final Config config = HazelcastConfig.of(TestSettings.cluster(3));

    /** Its seconds are the number of tries, the first of them within milliseconds: with few the living part when the oldest leaves. */
    @Test
    void claimToLead_isTriedForLong() {
        String seconds = config.getProperty("hazelcast.mastership.claim.timeout.seconds");

        assertThat(seconds == null ? 120 : Integer.parseInt(seconds)).isGreaterThanOrEqualTo(60);
    }

    @Test
    void itListensOnTheGivenAddressOnly() {
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        assertThat(config.getNetworkConfig().getInterfaces().isEnabled()).isTrue();
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
    }

    @Test
    void aHostNameListensOnItsAddress() {
        Settings.Cluster one = TestSettings.cluster(3);
        Settings.Cluster named = new Settings.Cluster(
                one.name(),
                "localhost",
                one.port(),
                one.busPort(),
                one.join(),
                one.members(),
                one.serviceDns(),
                one.size(),
                one.publishMaxBytes(),
                one.tls());

        assertThat(HazelcastConfig.of(named).getNetworkConfig().getInterfaces().getInterfaces())
                .containsExactly("127.0.0.1");
    }

    @Test
    void itLooksForNobodyButTheMembersListed() {
        JoinConfig join = config.getNetworkConfig().getJoin();

        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
        assertThat(join.getTcpIpConfig().getMembers()).containsExactly("127.0.0.1:15701");
    }

    @Test
    void itTellsItsMakersNothing() {
        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getMetricsConfig().isEnabled()).isFalse();
        assertThat(config.getJetConfig().isEnabled()).isFalse();
    }

    /** Refused, a member's answer "not now" would be no answer: three sidecars that started at once waited for a minute. */
    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalOfAMemberIsUnderstood(Throwable refusal) {
        assertThat(sent(refusal)).isInstanceOf(refusal.getClass());
    }

    static List<Throwable> refusals() throws Exception {
        Address address = new Address("127.0.0.1", 15701);
        IllegalStateException odd = new IllegalStateException("odd", new IOException("cause"));
        odd.addSuppressed(new IllegalArgumentException("second"));
        return List.of(
                new RetryableHazelcastException("not ready", odd),
                new RetryableIOException("broken", odd),
                new PartitionMigratingException(address, 1, "op", "service"),
                new TargetNotMemberException(null, 1, "op", "service"),
                new WrongTargetException(null, null, 1, 0, "op", "service"),
                new HazelcastInstanceNotActiveException("stopping"),
                new ExecutionException(odd),
                new CancellationException("cancelled"),
                new TimeoutException("late"),
                new NullPointerException("defect"),
                new StackOverflowError());
    }

    /** Where known chains to foreign code begin or pass. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.invoke.SerializedLambda",
                "java.lang.reflect.Proxy",
                "java.rmi.server.UnicastRemoteObject",
                "java.util.HashMap",
                "java.util.PriorityQueue",
                "javax.management.BadAttributeValueExpException",
                "sun.reflect.annotation.AnnotationInvocationHandler",
                "brokertally.wire.Message"
            })
    void whatIsNoMessageOfTheClusterIsRefused(String className) {
        SerializationClassNameFilter filter =
                new SerializationClassNameFilter(config.getSerializationConfig().getJavaSerializationFilterConfig());

        assertThatThrownBy(() -> filter.filter(className)).isInstanceOf(SecurityException.class);
    }

    private Object sent(Throwable object) {
        InternalSerializationService service = new DefaultSerializationServiceBuilder()
                .setConfig(config.getSerializationConfig())
                .build();
        try {
            return service.toObject(service.toData(object));
        } finally {
            service.dispose();
        }
    }
}
