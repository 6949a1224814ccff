package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSettings;
import brokertally.config.Secret;
import brokertally.config.Settings;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterVertxTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, '', false", "localhost, '', false", "10.1.2.3, '', true", "10.1.2.3, keys.p12, false"})
    void isPlaintext_onlyOffLoopbackAndWithoutTls(String host, String keystore, boolean plaintext) {
        Settings.Cluster one = TestSettings.cluster(3);
        Settings.Cluster cluster = new Settings.Cluster(
                one.name(),
                host,
                one.port(),
                one.busPort(),
                one.join(),
                one.members(),
                one.serviceDns(),
                one.size(),
                one.publishMaxBytes(),
                new Settings.ClusterTls(Optional.of(keystore).filter(k -> !k.isEmpty()), Secret.NONE));

        assertThat(ClusterVertx.isPlaintext(cluster)).isEqualTo(plaintext);
    }
}
