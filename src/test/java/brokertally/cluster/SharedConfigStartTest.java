package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.OperatorSettings;
import brokertally.config.SettingsInput;
import brokertally.entries.Entries;
import brokertally.model.Measure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedConfigStartTest {
    private static final String NEWER = "prometheus { a_key_of_a_newer_program = 1 }\n";

    private final SharedFixture fixture = new SharedFixture();

    @TempDir
    private Path root;

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    /** A rolling upgrade: a newer program wrote what this one refuses, and this one is started again. */
    @Test
    void configurationOfANewerProgram_onDisk_doesNotStopTheStart_andIsKept() throws Exception {
        Path data = root.resolve("data");
        Entries written = Entries.EMPTY.with(
                Entries.EMPTY.next(SharedStore.CONFIGURATION, NEWER.getBytes(StandardCharsets.UTF_8), "newer"));
        new SharedDisk(data).save(written, SharedStore.CONFIGURATION);
        Path file = Files.writeString(
                root.resolve("a.conf"), "data_dir = \"" + data + "\"\nprometheus.enable_basic_auth = true\n");

        OperatorSettings operator = OperatorSettings.read(SettingsInput.of(file, Map.of()));
        Shared shared = fixture.alone(Optional.of(data));
        SharedConfig config = fixture.on(() -> new SharedConfig(
                fixture.vertx, shared, new SharedConfig.Start(operator, operator.load()), () -> 1_000));

        assertThat(config.prometheus().enableBasicAuth()).isTrue();
        assertThat(inForce(config)).isZero();
        assertThat(fixture.on(() -> shared.get(SharedStore.CONFIGURATION)))
                .hasValueSatisfying(body -> assertThat(body).asString().isEqualTo(NEWER));

        Files.writeString(file, "data_dir = \"" + data + "\"\nprometheus.push_gateway.interval = 33s\n");
        fixture.later(config::reload);
        assertThat(config.prometheus().pushGateway().interval()).hasSeconds(33);
        assertThat(config.prometheus().enableBasicAuth())
                .as("what was in force stays, a door is not opened")
                .isTrue();

        fixture.later(() -> shared.put(SharedStore.CONFIGURATION, "prometheus { }\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(inForce(config)).isEqualTo(1);
    }

    @Test
    void configurationOfAMemberThatNestsDeeply_orIncludes_isRefused_andWhatWasInForceStays() throws Exception {
        Path file = Files.writeString(root.resolve("a.conf"), "data_dir = \"\"\n");
        OperatorSettings operator = OperatorSettings.read(SettingsInput.of(file, Map.of()));
        Shared shared = fixture.alone(Optional.empty());
        SharedConfig config = fixture.on(() -> new SharedConfig(
                fixture.vertx, shared, new SharedConfig.Start(operator, operator.load()), () -> 1_000));

        for (String text : new String[] {"{\"a\":" + "[".repeat(1_500), "include \"a.conf\"\n"}) {
            fixture.later(() -> shared.put(SharedStore.CONFIGURATION, text.getBytes(StandardCharsets.UTF_8)));
            assertThat(inForce(config)).as(text).isZero();
            fixture.later(
                    () -> shared.put(SharedStore.CONFIGURATION, "prometheus { }\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(inForce(config)).isEqualTo(1);
        }
    }

    private double inForce(SharedConfig config) throws Exception {
        return fixture.on(config::measures).stream()
                .filter(measure -> measure.name().equals("brokertally_config_shared_in_force"))
                .mapToDouble(Measure::value)
                .findFirst()
                .orElseThrow();
    }
}
