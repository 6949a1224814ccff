package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusBlockTest {
    private static final String WITH_SECRETS =
            """
            {"push_gateway": {"url": "https://user:canary@pg:9091", "headers": {"Authorization": "canary", "X-B": "b"},
              "proxy": "http://user:canary@proxy:3128", "gzip": true, "delete_on_shutdown": false,
              "stale_group_after": "90s", "tls": {"ca_file": "ca.pem", "cert_file": "a.pem", "key_file": "b.pem"}}}
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
    void toJson_defaults_isWhatEmqxAnswersAndOurKeys() {
        assertThat(PrometheusBlock.toJson(defaults))
                .isEqualTo(
                        "{\"collectors\":{\"mnesia\":\"disabled\",\"vm_dist\":\"disabled\",\"vm_memory\":\"disabled\","
                                + "\"vm_msacc\":\"disabled\",\"vm_statistics\":\"disabled\",\"vm_system_info\":\"disabled\"},"
                                + "\"enable_basic_auth\":false,\"push_gateway\":{\"delete_on_shutdown\":true,\"enable\":false,"
                                + "\"endpoints\":[\"stats\"],\"gzip\":false,\"headers\":{},\"interval\":\"15s\",\"job_name\":\"${name}/instance/${name}~${host}\","
                                + "\"method\":\"put\",\"mode\":\"node\",\"proxy\":\"\",\"stale_group_after\":\"300s\","
                                + "\"tls\":{\"ca_file\":\"\",\"cert_file\":\"\",\"key_file\":\"\"},"
                                + "\"url\":\"http://127.0.0.1:9091\"}}");
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
                "{\"push_gateway\":{\"mode\":\"all_nodes_aggregated\",\"job_name\":\"j/node/x\"}} | prometheus.push_gateway.job_name: has the label node, which would replace the node label",
                "{\"push_gateway\":{\"tls\":{\"ca_file\":\"a\"}}} | prometheus.push_gateway.tls.ca_file: has no meaning with the http URL",
                "{\"push_gateway\":{\"stale_group_after\":\"31d\"}} | prometheus.push_gateway.stale_group_after: '31d' is out of range; allowed: 0, 10s..30d",
                "{\"push_gateway\":{\"headers\":{\"a\":\"1\",\"A\":\"2\"}}} | prometheus.push_gateway.headers: A and a are the same header; keep one",
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
    void read_maskedProxyOfAnotherHost_isRefused() throws SettingsException {
        Settings.Prometheus stored = PrometheusBlock.read(WITH_SECRETS, defaults);

        assertThatThrownBy(() ->
                        PrometheusBlock.read("{\"push_gateway\":{\"proxy\":\"http://******@evil:3128\"}}", stored))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("has the mask of a secret; write user and password themselves");
    }

    @Test
    void read_manyHeaders_areRefused() {
        String headers = IntStream.range(0, 65)
                .mapToObj(i -> "\"X-" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));

        assertThatThrownBy(() -> PrometheusBlock.read("{\"push_gateway\":{\"headers\":" + headers + "}}", defaults))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("prometheus.push_gateway.headers: has 65 headers; at most 64 are allowed");
    }

    @Test
    void read_nameThatWouldBreakALine_isShownWithoutIt() {
        assertThatThrownBy(() -> PrometheusBlock.read(
                        "{\"push_gateway\":{\"headers\":{\"X\\r\\nEvil: 1\\u2028\":\"v\"}}}", defaults))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("body:1: prometheus.push_gateway.headers.X??Evil: 1?: is not the name");
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
                .containsExactlyInAnyOrder(
                        "prometheus.push_gateway.url",
                        "prometheus.push_gateway.headers",
                        "prometheus.push_gateway.proxy",
                        "prometheus.push_gateway.gzip",
                        "prometheus.push_gateway.delete_on_shutdown",
                        "prometheus.push_gateway.stale_group_after",
                        "prometheus.push_gateway.tls.ca_file",
                        "prometheus.push_gateway.tls.cert_file",
                        "prometheus.push_gateway.tls.key_file");
        assertThat(PrometheusBlock.changes(changed, changed)).isEmpty();
    }
}
