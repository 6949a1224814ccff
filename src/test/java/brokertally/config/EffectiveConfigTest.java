package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EffectiveConfigTest {
    private static final String SECRETS =
            """
            source { type = prometheus, url = "http://user:canary@b:1/m?x=1", username = u, password = "canary#1"
              api_key = key, api_secret = canary
              endpoints { stats = "http://canary:canary@b:1/s" } }
            cluster.tls { keystore_file = a.p12, keystore_password = canary }
            prometheus {
              push_gateway_server = "https://canary@pg:9091"
              headers { Authorization = "Bearer canary", X-Key = canary }
            }
            """;

    @TempDir
    Path directory;

    static List<Fixture> good() {
        return Fixture.ending(".good.conf");
    }

    @Test
    void render_secrets_areMasked() throws Exception {
        String text = render(SECRETS, Map.of());

        assertThat(text)
                .doesNotContain("canary")
                .contains("url = \"http://******@b:1/m?x=1\"")
                .contains("headers = {\"Authorization\":\"******\",\"X-Key\":\"******\"}")
                .contains("keystore_password = \"******\"");
    }

    @Test
    void render_whatTheApiChanged_saysItsLineInClusterHocon() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path cluster = Files.writeString(
                data.resolve("cluster.hocon"),
                "# first line\nprometheus {\n  push_gateway { headers { A = canary }, interval = 7s }\n}\n");
        Path file = Files.writeString(
                directory.resolve("x.conf"), "data_dir = \"" + data + "\"\nprometheus.push_gateway.interval = 8s\n");

        String text = EffectiveConfig.render(SettingsReader.load(SettingsInput.of(file, Map.of())));

        assertThat(text)
                .contains("headers = {\"A\":\"******\"}  # from " + cluster + ":3\n")
                .contains("interval = \"8s\"  # from " + file + ":2\n")
                .doesNotContain("canary");
    }

    @Test
    void render_values_sayWhereTheyComeFrom() throws Exception {
        String text = render(
                "http { host = localhost\n  port = 1 }",
                Map.of(
                        "BROKERTALLY_HTTP__PORT", "2",
                        "EMQX_PROMETHEUS__PUSH_GATEWAY__HEADERS", "{ A = b }"));

        assertThat(text)
                .contains("http {\n  host = \"localhost\"  # from " + directory.resolve("x.conf") + ":1\n")
                .contains("  port = \"2\"  # environment BROKERTALLY_HTTP__PORT\n")
                .contains("    cert_file = \"\"  # default\n")
                .contains("    headers = {\"A\":\"******\"}  # environment EMQX_PROMETHEUS__PUSH_GATEWAY__HEADERS\n");
    }

    @Test
    void render_olderEmqxShape_pointsAtItsLines() throws Exception {
        String text = render("prometheus {\n  push_gateway_server = \"http://pg:9091\"\n}", Map.of());

        assertThat(text)
                .contains("enable = true  # from " + directory.resolve("x.conf") + ":2\n")
                .contains("url = \"http://pg:9091\"  # from " + directory.resolve("x.conf") + ":2\n");
    }

    @ParameterizedTest
    @MethodSource("good")
    void render_isHoconWithEverySetting(Fixture fixture) throws Exception {
        String text = EffectiveConfig.render(SettingsReader.load(fixture.input()));

        assertThat(Keys.ALL)
                .allSatisfy(key -> assertThat(ConfigFactory.parseString(text).hasPath(key.path()))
                        .isTrue());
    }

    @Test
    void render_withoutSecrets_readsBackAsTheSameSettings() throws Exception {
        Path file = Files.writeString(directory.resolve("x.conf"), "http.port = 1\ncluster.size = 3\nlog.level = warn");
        LoadedSettings loaded = SettingsReader.load(input(file, Map.of()));

        Path again = Files.writeString(directory.resolve("again.conf"), EffectiveConfig.render(loaded));

        assertThat(SettingsReader.read(input(again, Map.of()))).isEqualTo(loaded.settings());
    }

    private String render(String text, Map<String, String> environment) throws Exception {
        Path file = Files.writeString(directory.resolve("x.conf"), text);
        return EffectiveConfig.render(SettingsReader.load(input(file, environment)));
    }

    private static SettingsInput input(Path file, Map<String, String> environment) {
        return new SettingsInput(Optional.of(file), Optional.of(Fixture.NO_FILE), environment);
    }
}
