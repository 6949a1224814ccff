package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration text that came from another sidecar, or that nests too deeply for the parser. */
class ForeignTextTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("SECRET", "s3cret");

    @TempDir
    private Path directory;

    private OperatorSettings operator() {
        Path file = directory.resolve("cluster.hocon");
        return OperatorSettings.read(new SettingsInput(Optional.empty(), Optional.of(file), ENVIRONMENT));
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("cluster.hocon"), text);
    }

    private static String byProgram(String body) {
        return "# What the API changed, written by brokertally: version=3 writer=m checksum=%08x after=\n%s"
                .formatted(ClusterHeader.checksum(body.getBytes(StandardCharsets.UTF_8)), body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include \"other.conf\"",
                "include file(\"%s\")",
                "include required(file(\"%s\"))",
                "include url(\"file:%s\")",
                "include classpath(\"reference.conf\")",
                "prometheus { include file(\"%s\") }"
            })
    void includeInAClusterText_isRefused(String text) throws Exception {
        Path other = Files.writeString(directory.resolve("other.conf"), "prometheus.enable_basic_auth = true\n");
        String including = text.formatted(other) + "\n";

        assertThatThrownBy(() -> operator().with(Optional.of(including)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("has an include, which only the operator's file may have");
        write(including);
        assertThatThrownBy(() -> operator().load()).hasMessageContaining("has an include");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${SECRET}", "${?SECRET}", "a${?SECRET}", "${prometheus.push_gateway.method}"})
    void substitutionInAClusterText_isRefused_andShowsNoVariable(String value) throws Exception {
        String text = "prometheus.push_gateway.job_name = " + value + "\n";

        assertThatThrownBy(() -> operator().with(Optional.of(text)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("substitution")
                .hasMessageNotContaining("s3cret");
        write(text);
        assertThatThrownBy(() -> operator().load()).hasMessageContaining("substitution");
    }

    @Test
    void includeInWhatIsStored_isNotReadByAPut() throws Exception {
        Path other = Files.writeString(directory.resolve("other.conf"), "prometheus.enable_basic_auth = true\n");

        PrometheusBlock.Change change =
                PrometheusBlock.change("{}", operator().load(), Optional.of("include file(\"" + other + "\")\n"));

        assertThat(change.text()).doesNotContain("enable_basic_auth = true");
    }

    @Test
    void clusterFileThatAProgramWrote_andThisOneRefuses_isLeftOut_andSaid() throws Exception {
        write(byProgram("prometheus { a_key_of_a_newer_program = 1 }\n"));

        LoadedSettings loaded = operator().load();

        assertThat(loaded.refused()).singleElement().asString().contains("cluster.hocon:2", "a_key_of_a_newer_program");
        assertThat(loaded.settings())
                .isEqualTo(operator().with(Optional.empty()).settings());
    }

    @Test
    void clusterFileThatSomebodyEdited_isRefusedWithItsLine() throws Exception {
        write(byProgram("prometheus { }\n").replace("{ }", "{ no_such_key = 1 }"));

        assertThatThrownBy(() -> operator().load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cluster.hocon:2");
    }

    @Test
    void clusterFileThatAProgramWrote_doesNotHideTheOperatorsMistake() throws Exception {
        write(byProgram("prometheus { a_key_of_a_newer_program = 1 }\n"));
        OperatorSettings operator = OperatorSettings.read(new SettingsInput(
                Optional.empty(),
                Optional.of(directory.resolve("cluster.hocon")),
                Map.of("BROKERTALLY_HTTP__PORT", "x")));

        assertThatThrownBy(operator::load)
                .hasMessageContaining("BROKERTALLY_HTTP__PORT")
                .hasMessageContaining("a_key_of_a_newer_program");
    }

    @Test
    void clusterFileThatIsSound_isInForce() throws Exception {
        write(byProgram("prometheus { enable_basic_auth = true }\n"));

        LoadedSettings loaded = operator().load();

        assertThat(loaded.refused()).isEmpty();
        assertThat(loaded.settings().prometheus().enableBasicAuth()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{a{", "a."})
    void textThatNestsDeeply_isAProblem_whereverItStands(String level) throws Exception {
        String deep = level.repeat(20_000);
        String said = "is nested deeper than 64 levels";

        assertThatThrownBy(() -> operator().with(Optional.of("prometheus = " + deep)))
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> operator().with(Optional.of(deep))).hasMessageContaining(said);
        write(deep);
        assertThatThrownBy(() -> operator().load()).hasMessageContaining(said);
        SettingsInput file = new SettingsInput(
                Optional.of(directory.resolve("cluster.hocon")), Optional.of(Fixture.NO_FILE), Map.of());
        assertThatThrownBy(() -> SettingsReader.read(file)).hasMessageContaining(said);
        SettingsInput variable =
                new SettingsInput(Optional.empty(), Optional.of(Fixture.NO_FILE), Map.of("EMQX_PROMETHEUS", deep));
        assertThatThrownBy(() -> SettingsReader.read(variable)).hasMessageContaining(said);
    }

    @Test
    void bodyThatNestsDeeply_isAProblem() throws Exception {
        Settings.Prometheus stored =
                operator().with(Optional.empty()).settings().prometheus();

        for (String level : List.of("[", "{\"a\":", "[{\"a\":")) {
            assertThatThrownBy(() -> PrometheusBlock.read("{\"a\":" + level.repeat(1_500), stored))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("is nested deeper than 64 levels");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = \"[[[[%s\"",
                "a = \"\\\"%s\"",
                "a = \"\"\"%s\n%s\"\"\"\"",
                "# %s\n",
                "// %s",
                "a = \"b\" # \"%s"
            })
    void bracketsThatAreText_doNotCount(String text) {
        assertThat(Nesting.isTooDeep(text.replace("%s", "[{.".repeat(100)))).isFalse();
        assertThat(Nesting.isTooDeep(text.replace("%s", "[{.".repeat(100)) + "\n" + "[".repeat(65)))
                .isTrue();
    }
}
