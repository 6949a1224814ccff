package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    @TempDir
    Path directory;

    static List<Key<?>> keys() {
        return Keys.ALL;
    }

    static List<Key<?>> prometheusKeys() {
        return Keys.ALL.stream()
                .filter(key -> key.path().startsWith("prometheus."))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void variable_setsItsKey(Key<?> key) throws Exception {
        Sample sample = Sample.all().get(key.path());
        Path file = Files.writeString(directory.resolve("sample.conf"), sample.goodFile(key.path()));
        Map<String, String> environment = new HashMap<>(Map.of(EnvironmentLayer.nameOf(key.path()), sample.good()));
        sample.with().forEach((path, value) -> environment.put(EnvironmentLayer.nameOf(path), value));

        LoadedSettings loaded = load(environment);

        assertThat(loaded.settings()).isEqualTo(SettingsReader.read(input(Optional.of(file), Map.of())));
        assertThat(loaded.settings()).isNotEqualTo(read(Map.of()));
        assertThat(loaded.values()).anySatisfy(value -> {
            assertThat(value.path()).isEqualTo(key.path());
            assertThat(value.from()).isEqualTo(From.ENVIRONMENT);
            assertThat(value.origin()).isEqualTo(EnvironmentLayer.nameOf(key.path()));
        });
    }

    @ParameterizedTest
    @MethodSource("keys")
    void variable_ofAWrongType_isAProblemWithItsName(Key<?> key) {
        String name = EnvironmentLayer.nameOf(key.path());
        Map<String, String> environment = Map.of(name, wrong(key));

        assertThat(problems(environment)).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.origin()).isEqualTo(name);
            assertThat(problem.path()).startsWith(key.path());
        });
    }

    /** From a variable every text is text, so a path needs something else to be wrong. */
    private static String wrong(Key<?> key) {
        return Sample.all().get(key.path()).good().startsWith("[") ? "[" : "a\tb";
    }

    @ParameterizedTest
    @MethodSource("prometheusKeys")
    void emqxVariable_setsItsKey(Key<?> key) throws SettingsException {
        Sample sample = Sample.all().get(key.path());
        String ours = EnvironmentLayer.nameOf(key.path());
        Map<String, String> with = new HashMap<>();
        sample.with().forEach((path, value) -> with.put(EnvironmentLayer.nameOf(path), value));

        assertThat(read(and(with, ours.replace("BROKERTALLY_", "EMQX_"), sample.good())))
                .isEqualTo(read(and(with, ours, sample.good())));
    }

    static Set<Map.Entry<String, String>> olderNames() {
        return EmqxShape.RENAMED.entrySet();
    }

    /** Every older name of EMQX, as its own variable and as ours. */
    @ParameterizedTest
    @MethodSource("olderNames")
    void olderName_asAVariable_setsTheNewKey(Map.Entry<String, String> renamed) throws SettingsException {
        String older = EnvironmentLayer.nameOf(renamed.getKey());
        boolean collector = renamed.getKey().endsWith("_collector");
        String good =
                collector ? "enabled" : Sample.all().get(renamed.getValue()).good();
        String newer = EnvironmentLayer.nameOf(renamed.getValue());
        // A server alone switches pushing on; that is tested elsewhere.
        Map<String, String> off = Map.of(EnvironmentLayer.nameOf(Keys.PUSH_ENABLE.path()), "false");
        Map<String, String> common = renamed.getValue().equals(Keys.PUSH_ENABLE.path()) ? Map.of() : off;

        Settings expected = read(and(common, newer, good));

        assertThat(expected).isNotEqualTo(read(common));
        assertThat(read(and(common, older, good))).isEqualTo(expected);
        assertThat(read(and(common, older.replace("BROKERTALLY_", "EMQX_"), good)))
                .isEqualTo(expected);
    }

    private static Map<String, String> and(Map<String, String> common, String name, String value) {
        Map<String, String> all = new HashMap<>(common);
        all.put(name, value);
        return all;
    }

    @Test
    void emqxVariables_ofTheOlderShape_setTheNewKeys() throws SettingsException {
        Settings.PushGateway push = read(Map.of(
                        "EMQX_PROMETHEUS__PUSH_GATEWAY_SERVER", "http://pg:9091",
                        "EMQX_PROMETHEUS__INTERVAL", "20s",
                        "EMQX_PROMETHEUS__HEADERS", "{Authorization = \"x\"}",
                        "EMQX_PROMETHEUS__JOB_NAME", "${name}",
                        "EMQX_PROMETHEUS__VM_DIST_COLLECTOR", "enabled"))
                .prometheus()
                .pushGateway();

        assertThat(push.enable()).isTrue();
        assertThat(push.url()).isEqualTo("http://pg:9091");
        assertThat(push.interval()).hasSeconds(20);
        assertThat(push.headers()).containsEntry("Authorization", new Secret("x"));
        assertThat(push.jobName()).isEqualTo("${name}");
    }

    @Test
    void bothPrefixes_oursWins() throws SettingsException {
        Settings settings = read(Map.of(
                "EMQX_PROMETHEUS__PUSH_GATEWAY__METHOD",
                "put",
                "BROKERTALLY_PROMETHEUS__PUSH_GATEWAY__METHOD",
                "post"));

        assertThat(settings.prometheus().pushGateway().method()).isEqualTo("post");
    }

    @Test
    void blockVariable_yieldsToTheVariableOfAKeyInIt() throws SettingsException {
        Settings settings =
                read(Map.of("BROKERTALLY_HTTP", "{ port = 1, host = localhost }", "BROKERTALLY_HTTP__PORT", "2"));

        assertThat(settings.http().port()).isEqualTo(2);
        assertThat(settings.http().host()).isEqualTo("localhost");
    }

    @Test
    void mapVariable_setsOneEntry() throws SettingsException {
        Settings settings = read(Map.of(
                "BROKERTALLY_SOURCE__TYPE", "prometheus",
                "BROKERTALLY_SOURCE__ENDPOINTS__STATS", "http://b:1/stats",
                "EMQX_PROMETHEUS__PUSH_GATEWAY__HEADERS__X_SCOPE", "tenant"));

        assertThat(settings.source().endpoints()).containsOnly(Map.entry("stats", "http://b:1/stats"));
        assertThat(settings.prometheus().pushGateway().headers()).containsOnlyKeys("x_scope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "1e10", "a#b", "${HOME}", "{", "true", "a b", " a ", "\"", "a\"b", "ünï", "1.10"})
    void secretVariable_isTakenAsItIs(String password) throws SettingsException {
        Settings settings = read(Map.of("BROKERTALLY_SOURCE__USERNAME", "u", "BROKERTALLY_SOURCE__PASSWORD", password));

        assertThat(settings.source().password().reveal()).isEqualTo(password);
    }

    @Test
    void quotedVariable_losesItsQuotes() throws SettingsException {
        assertThat(read(Map.of("BROKERTALLY_NODE__NAME", "\"a\\\"b\"")).node().name())
                .contains("a\"b");
    }

    @Test
    void listVariable_mayBeWrittenWithCommas() throws SettingsException {
        assertThat(read(Map.of("BROKERTALLY_CLUSTER__MEMBERS", "127.0.0.1:1, localhost:2"))
                        .cluster()
                        .members())
                .containsExactly("127.0.0.1:1", "localhost:2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BROKERTALLY_PORT",
                "BROKERTALLY_SERVICE_HOST",
                "BROKERTALLY_SERVICE_PORT_METRICS",
                "BROKERTALLY_PORT_18090_TCP_ADDR",
                "BROKERTALLY_CLUSTER_PORT_15701_TCP",
                "EMQX_NODE__COOKIE",
                "EMQX_PROMETHEUSES",
                "PATH"
            })
    void variableOfSomebodyElse_isIgnored(String name) throws SettingsException {
        assertThat(read(Map.of(name, "tcp://10.0.0.1:1"))).isEqualTo(read(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BROKERTALLY_HTTP__PROT", "BROKERTALLY_HTTP_PORT", "BROKERTALLY_HTPP__PORT"})
    void unknownVariable_namesTheNearest(String name) {
        assertThat(problems(Map.of(name, "1"))).singleElement().satisfies(problem -> assertThat(problem.what())
                .isEqualTo("unknown variable; did you mean BROKERTALLY_HTTP__PORT"));
    }

    @Test
    void mapOfVariables_comesFromAllOfThem_byName() throws SettingsException {
        String block = "EMQX_PROMETHEUS__PUSH_GATEWAY__HEADERS";

        assertThat(place(Map.of(block + "__AUTHORIZATION", "abc"))).isEqualTo(block + "__AUTHORIZATION");
        assertThat(place(Map.of(block + "__B", "1", block + "__A", "2"))).isEqualTo(block + "__A, " + block + "__B");
        assertThat(place(Map.of(block, "{ X-A = b }", block + "__B", "1"))).isEqualTo(block + ", " + block + "__B");
        assertThat(place(Map.of(block + "__A", "1", block.replace("EMQX", "BROKERTALLY") + "__A", "2")))
                .isEqualTo("BROKERTALLY_PROMETHEUS__PUSH_GATEWAY__HEADERS__A");
    }

    private static String place(Map<String, String> environment) throws SettingsException {
        return load(environment).place(Keys.PUSH_HEADERS.path());
    }

    @Test
    void olderCollector_comesFromItsVariable() throws SettingsException {
        Map<String, String> environment = Map.of("EMQX_PROMETHEUS__VM_DIST_COLLECTOR", "enabled");

        assertThat(load(environment).place(Keys.PUSH_COLLECTORS.path()))
                .isEqualTo("EMQX_PROMETHEUS__VM_DIST_COLLECTOR");
    }

    private static Settings read(Map<String, String> environment) throws SettingsException {
        return load(environment).settings();
    }

    private static LoadedSettings load(Map<String, String> environment) throws SettingsException {
        return SettingsReader.load(input(Optional.empty(), environment));
    }

    private static List<Problem> problems(Map<String, String> environment) {
        SettingsException exception = catchThrowableOfType(SettingsException.class, () -> read(environment));
        assertThat(exception).isNotNull();
        return exception.problems();
    }

    private static SettingsInput input(Optional<Path> file, Map<String, String> environment) {
        return new SettingsInput(file, Optional.of(Fixture.NO_FILE), environment);
    }
}
