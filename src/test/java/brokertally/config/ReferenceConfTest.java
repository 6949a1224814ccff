package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import brokertally.model.Endpoint;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceConfTest {
    private static final Path README = Path.of("README.md");

    /** Records that hold keys of the block around them. */
    private static final Set<String> GROUPS =
            Set.of("prometheus.push_gateway.life", "prometheus.push_gateway.transport");

    @TempDir
    Path directory;

    static List<Key<?>> keys() {
        return Keys.ALL;
    }

    @Test
    void reference_hasExactlyTheKnownKeys() {
        TreeSet<String> written = new TreeSet<>();
        collect(Reference.load().config().root(), "", written);

        assertThat(written).isEqualTo(new TreeSet<>(KnownKeys.SETTINGS));
        assertThat(Keys.ALL).doesNotHaveDuplicates().hasSameSizeAs(written);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void key_hasACommentAndTheRangeThatIsChecked(Key<?> key) {
        Reference reference = Reference.load();

        assertThat(reference.meaning(key)).as("%s: comment", key.path()).hasSizeGreaterThan(20);
        assertThat(reference.range(key))
                .as("%s: range", key.path())
                .isEqualTo(key.kind().range());
    }

    @Test
    void settings_haveAFieldForEveryKeyAndNoOther() throws Exception {
        assertThat(fields(defaults()).keySet()).isEqualTo(new TreeSet<>(KnownKeys.SETTINGS));
    }

    @Test
    void samples_existForEveryKey() {
        assertThat(Sample.all().keySet()).isEqualTo(KnownKeys.SETTINGS);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void key_setInAFile_changesItsFieldAndNoOther(Key<?> key) throws Exception {
        Sample sample = Sample.all().get(key.path());
        Map<String, Object> defaults = fields(defaults());

        Map<String, Object> after = fields(read(sample.goodFile(key.path())));

        TreeSet<String> changed = new TreeSet<>(after.keySet());
        changed.removeIf(path -> after.get(path).equals(defaults.get(path)));
        TreeSet<String> set = new TreeSet<>(sample.with().keySet());
        set.add(key.path());
        assertThat(changed).isEqualTo(set);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void key_ofAWrongType_isAProblemAtItsLine(Key<?> key) throws IOException {
        Path file = write(Sample.all().get(key.path()).wrongFile(key.path()));

        SettingsException exception =
                catchThrowableOfType(SettingsException.class, () -> SettingsReader.read(input(file)));

        assertThat(exception).isNotNull();
        assertThat(exception.problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.origin()).isEqualTo(file + ":1");
            assertThat(problem.path()).startsWith(key.path());
        });
    }

    @Test
    void endpoints_areThoseOfTheModel() {
        assertThat(Keys.ENDPOINTS)
                .isEqualTo(Arrays.stream(Endpoint.values()).map(Endpoint::path).toList());
    }

    @Test
    void readme_hasTheTableOfReferenceConf() throws IOException {
        String readme = Files.readString(README);
        String refreshed = SettingsTable.refreshed(readme);
        if (Boolean.getBoolean("readme.refresh")) {
            Files.writeString(README, refreshed);
        }

        assertThat(Files.readString(README))
                .as("README.md is old; refresh it: mvn test -Dtest=ReferenceConfTest -Dreadme.refresh=true")
                .isEqualTo(refreshed);
    }

    private Settings read(String text) throws Exception {
        return SettingsReader.read(input(write(text)));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("sample.conf"), text);
    }

    private static Settings defaults() throws SettingsException {
        return SettingsReader.read(new SettingsInput(Optional.empty(), Optional.of(Fixture.NO_FILE), Map.of()));
    }

    private static SettingsInput input(Path file) {
        return new SettingsInput(Optional.of(file), Optional.of(Fixture.NO_FILE), Map.of());
    }

    private static void collect(ConfigObject block, String prefix, TreeSet<String> paths) {
        for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
            String path = prefix + entry.getKey();
            if (KnownKeys.BLOCKS.contains(path) && entry.getValue() instanceof ConfigObject inner) {
                collect(inner, path + ".", paths);
            } else {
                paths.add(path);
            }
        }
    }

    /** Every component of the records under the name of its key. */
    private static Map<String, Object> fields(Settings settings) throws ReflectiveOperationException {
        Map<String, Object> fields = new TreeMap<>();
        fields(settings, "", fields);
        return fields;
    }

    private static void fields(Record settings, String prefix, Map<String, Object> fields)
            throws ReflectiveOperationException {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String path =
                    prefix + component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            Object value = component.getAccessor().invoke(settings);
            if (value instanceof Record inner) {
                fields(inner, GROUPS.contains(path) ? prefix : path + ".", fields);
            } else {
                fields.put(path, path.equals("aggregation.rules") ? value.toString() : value);
            }
        }
    }
}
