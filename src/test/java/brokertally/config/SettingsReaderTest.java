package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import brokertally.config.Settings.Join;
import brokertally.config.Settings.SourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsReaderTest {
    @TempDir
    Path directory;

    static List<Fixture> good() {
        return Fixture.ending(".good.conf");
    }

    static List<Fixture> bad() {
        return Fixture.ending(".bad.conf");
    }

    @ParameterizedTest
    @MethodSource("good")
    void read_goodFile_givesWhatItSays(Fixture fixture) throws SettingsException {
        LoadedSettings loaded = SettingsReader.load(fixture.input());

        List<String> shown = loaded.values().stream()
                .map(value -> value.path() + " = " + value.shown())
                .toList();
        assertThat(fixture.comments("want")).isNotEmpty();
        assertThat(shown).containsAll(fixture.comments("want"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void read_sameInputTwice_givesEqualSettings(Fixture fixture) throws SettingsException {
        Settings first = SettingsReader.read(fixture.input());
        Settings second = SettingsReader.read(fixture.input());

        assertThat(first).isEqualTo(second).hasSameHashCodeAs(second);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void read_badFile_tellsEveryProblem(Fixture fixture) {
        SettingsException exception = problems(fixture.input());

        List<String> unexpected = new ArrayList<>(List.of(exception.getMessage().split("\n")));
        List<String> missing = new ArrayList<>();
        for (String expected : fixture.comments("expect")) {
            Optional<String> match =
                    unexpected.stream().filter(line -> line.contains(expected)).findFirst();
            match.ifPresentOrElse(unexpected::remove, () -> missing.add(expected));
        }
        assertThat(missing).as("told: %s", unexpected).isEmpty();
        assertThat(unexpected).as("told without being expected").isEmpty();
        assertThat(exception.problems()).hasSameSizeAs(fixture.comments("expect"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void read_badFile_showsNoSecret(Fixture fixture) {
        assertThat(problems(fixture.input()).getMessage()).doesNotContain("canary");
    }

    @Test
    void read_nothing_givesTheDefaultsOfTheDesign() throws SettingsException {
        Settings settings =
                SettingsReader.read(new SettingsInput(Optional.empty(), Optional.of(Fixture.NO_FILE), Map.of()));

        assertThat(settings.node().name()).isEmpty();
        assertThat(settings.http().port()).isEqualTo(18090);
        assertThat(settings.cluster().members()).containsExactly("127.0.0.1:15701");
        assertThat(settings.cluster().join()).isEqualTo(Join.STATIC);
        assertThat(settings.cluster().publishMaxBytes()).isEqualTo(64 * 1024);
        assertThat(settings.source().type()).isEqualTo(SourceType.EMQX);
        assertThat(settings.source().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.gather().staleAfter()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.limits().bodyBytes()).isEqualTo(64L * 1024 * 1024);
        assertThat(settings.dataDir()).contains("data");
        assertThat(settings.prometheus().pushGateway().endpoints()).containsExactly("stats");
        assertThat(settings.prometheus().pushGateway().enable()).isFalse();
    }

    @Test
    void read_exampleFile_isGood() throws SettingsException {
        Settings settings = SettingsReader.read(new SettingsInput(
                Optional.of(Path.of("conf/brokertally.conf")),
                Optional.of(Fixture.NO_FILE),
                Map.of("POD_IP", "10.0.0.7")));

        assertThat(settings.cluster().host()).isEqualTo("10.0.0.7");
        assertThat(settings.source().url()).isEqualTo("http://127.0.0.1:18083");
    }

    @Test
    void read_noSuchFile_namesIt() {
        SettingsException exception =
                problems(new SettingsInput(Optional.of(directory), Optional.of(Fixture.NO_FILE), Map.of()));
        assertThat(exception).hasMessage(directory + ": is not a file that can be read");

        Path missing = directory.resolve("missing.conf");
        assertThat(problems(new SettingsInput(Optional.of(missing), Optional.of(Fixture.NO_FILE), Map.of())))
                .hasMessage(missing + ": there is no such file");
    }

    @Test
    void read_severalPlaces_laterOneWins() throws Exception {
        Path file = write(
                "main.conf",
                "log.level = warn\nhttp.port = 1\nprometheus.push_gateway.method = put\ndata_dir = \"" + directory
                        + "\"");
        write("cluster.hocon", "prometheus { enable_basic_auth = true, push_gateway.method = post }");

        LoadedSettings loaded = SettingsReader.load(SettingsInput.of(file, Map.of("BROKERTALLY_HTTP__PORT", "3")));

        assertThat(loaded.settings().log().level()).isEqualTo("warn");
        assertThat(loaded.settings().http().port()).isEqualTo(3);
        assertThat(loaded.settings().prometheus().enableBasicAuth()).isTrue();
        assertThat(loaded.fixed())
                .containsExactlyInAnyOrder("log.level", "http.port", "data_dir", "prometheus.push_gateway.method");
        assertThat(loaded.settings().prometheus().pushGateway().method()).isEqualTo("put");
    }

    @Test
    void read_clusterFile_cannotMoveItsOwnDirectory() throws Exception {
        Path cluster = write("cluster.hocon", "data_dir = elsewhere");

        assertThat(problems(new SettingsInput(Optional.empty(), Optional.of(cluster), Map.of())))
                .hasMessage(
                        cluster + ":1: data_dir: cannot be set in cluster.hocon, which holds the block prometheus only;"
                                + " write it into the configuration file");
    }

    @Test
    void read_serverInEnvironment_leavesExplicitDisable() throws Exception {
        Path file = write("main.conf", "prometheus.push_gateway.enable = false");
        Map<String, String> environment = Map.of("EMQX_PROMETHEUS__PUSH_GATEWAY_SERVER", "http://pg:9091");

        Settings settings =
                SettingsReader.read(new SettingsInput(Optional.of(file), Optional.of(Fixture.NO_FILE), environment));

        assertThat(settings.prometheus().pushGateway().enable()).isFalse();
        assertThat(settings.prometheus().pushGateway().url()).isEqualTo("http://pg:9091");
    }

    @Test
    void documentSnippet_standsVerbatimInItsFixture() throws Exception {
        Path file = Fixture.DIRECTORY.resolve("document-snippet.good.conf");
        assertThat(Files.readString(file))
                .contains(
                        """
                        prometheus {
                          push_gateway_server = "http://127.0.0.1:9091"
                          interval = 15s
                          headers {}
                          job_name = "${name}/instance/${name}~${host}"
                        }
                        """);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static SettingsException problems(SettingsInput input) {
        SettingsException exception = catchThrowableOfType(SettingsException.class, () -> SettingsReader.read(input));
        assertThat(exception).as("%s is refused", input.file()).isNotNull();
        return exception;
    }
}
