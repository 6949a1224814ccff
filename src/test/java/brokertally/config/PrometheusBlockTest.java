package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusBlockTest {
    private static final String WITH_SECRETS =
            """
            {"push_gateway": {"url": "http://user:canary@pg:9091", "headers": {"Authorization": "canary", "X-B": "b"}}}
            """;

    @TempDir
    Path directory;

    private Settings.Prometheus defaults;

    @BeforeEach
    void readDefaults() throws SettingsException {
        defaults = SettingsReader.read(new SettingsInput(Optional.empty(), Optional.of(Fixture.NO_FILE), Map.of()))
                .prometheus();
    }

    @Test
    void toJson_defaults_isWhatEmqxAnswersAndOurTwoKeys() {
        assertThat(PrometheusBlock.toJson(defaults))
                .isEqualTo(
                        "{\"collectors\":{\"mnesia\":\"disabled\",\"vm_dist\":\"disabled\",\"vm_memory\":\"disabled\","
                                + "\"vm_msacc\":\"disabled\",\"vm_statistics\":\"disabled\",\"vm_system_info\":\"disabled\"},"
                                + "\"enable_basic_auth\":false,\"push_gateway\":{\"enable\":false,\"endpoints\":[\"stats\"],"
                                + "\"headers\":{},\"interval\":\"15s\",\"job_name\":\"${name}/instance/${name}~${host}\","
                                + "\"method\":\"put\",\"mode\":\"node\",\"url\":\"http://127.0.0.1:9091\"}}");
    }

    @Test
    void read_ownAnswer_changesNothing() throws SettingsException {
        Settings.Prometheus stored = PrometheusBlock.read(WITH_SECRETS, defaults);

        String answer = PrometheusBlock.toJson(stored);
        Settings.Prometheus again = PrometheusBlock.read(answer, stored);

        assertThat(answer).doesNotContain("canary").contains(Secret.MASK);
        assertThat(again.pushGateway()).isEqualTo(stored.pushGateway());
        assertThat(again.pushGateway().headers()).containsEntry("Authorization", new Secret("canary"));
    }

    @Test
    void read_maskWithoutAStoredSecret_isRefused() {
        assertThatThrownBy(() -> PrometheusBlock.read("{\"push_gateway\":{\"headers\":{\"A\":\"******\"}}}", defaults))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "body:1: prometheus.push_gateway.headers.A: is the mask of a secret; write the secret itself");
    }

    @Test
    void read_absentParts_returnToTheirDefaults() throws SettingsException {
        Settings.Prometheus stored = PrometheusBlock.read("{\"enable_basic_auth\":true}", defaults);

        assertThat(stored.enableBasicAuth()).isTrue();
        assertThat(PrometheusBlock.read("{}", stored)).isEqualTo(defaults);
    }

    @Test
    void read_olderShape_isAccepted() throws SettingsException {
        Settings.PushGateway push = PrometheusBlock.read(
                        "{\"push_gateway_server\":\"http://pg:9091\",\"interval\":\"3s\",\"enable\":true}", defaults)
                .pushGateway();

        assertThat(push.enable()).isTrue();
        assertThat(push.url()).isEqualTo("http://pg:9091");
        assertThat(push.interval()).hasSeconds(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | is not valid JSON",
                "{\"prometheus\":{\"enable_basic_auth\":true}} | send what stands inside prometheus",
                "{\"push_gateway.enable\":true} | push_gateway.enable: unknown key; write push_gateway { enable = ... }, without quotes around the path",
                "{\"push_gateway\":{\"url\":\"http://******@evil:9091\"}} | has the mask of a secret; write user and password themselves",
                "{\"push_gateway\":{\"url\":\"http://u:******@evil:9091\"}} | has the mask of a secret",
                "{\"nope\":1} | unknown key; known here: prometheus.collectors, prometheus.enable_basic_auth, prometheus.push_gateway",
                "{\"enabbl\":true,\"collectors\":{}} | unknown key; known here: prometheus.collectors",
                "{\"enabbl\":true,\"interval\":\"15s\"} | did you mean prometheus.enable",
                "{\"a\" 1} | is not valid JSON: a key is not followed by :",
                "[1] | is not",
                "text | is not",
                "{\"foo\":1} | prometheus.foo: unknown key",
                "{\"push_gateway\":{\"interval\":\"0s\"}} | prometheus.push_gateway.interval: '0s' is out of range",
                "{\"push_gateway\":{\"endpoints\":[]}} | prometheus.push_gateway.endpoints: is empty",
                "{\"push_gateway\":[]} | prometheus.push_gateway: a list is not a block",
                "{\"push_gateway\":{\"url\":\"pg:9091\"}} | 'pg:9091' has no scheme; write http://pg:9091",
            })
    void read_badBody_saysWhy(String body, String message) {
        assertThatThrownBy(() -> PrometheusBlock.read(body, defaults))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("body")
                .hasMessageContaining(message);
    }

    @Test
    void toHocon_isReadBackFromClusterHocon() throws Exception {
        Settings.Prometheus stored = PrometheusBlock.read(WITH_SECRETS, defaults);
        Path cluster = Files.writeString(directory.resolve("cluster.hocon"), PrometheusBlock.toHocon(stored));

        Settings settings = SettingsReader.read(new SettingsInput(Optional.empty(), Optional.of(cluster), Map.of()));

        assertThat(settings.prometheus()).isEqualTo(stored);
    }

    @Test
    void changes_namesTheKeysThatDiffer() throws SettingsException {
        Settings.Prometheus changed = PrometheusBlock.read(WITH_SECRETS, defaults);

        assertThat(PrometheusBlock.changes(defaults, changed))
                .containsExactlyInAnyOrder("prometheus.push_gateway.url", "prometheus.push_gateway.headers");
        assertThat(PrometheusBlock.changes(changed, changed)).isEmpty();
    }
}
