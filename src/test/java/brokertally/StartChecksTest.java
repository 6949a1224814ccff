package brokertally;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings;
import brokertally.config.SettingsInput;
import brokertally.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChecksTest {
    @TempDir
    private Path dir;

    private Settings settings(String text) throws Exception {
        Path file = Files.writeString(dir.resolve("a.conf"), text);
        return SettingsReader.load(SettingsInput.of(file, Map.of())).settings();
    }

    private List<String> problems(String text) throws Exception {
        return StartChecks.problems(settings(text));
    }

    @Test
    void everyFileThatAStartNeeds_isSaidAtOnce_withoutTheSecrets() throws Exception {
        List<String> problems = problems(
                """
                http.tls { cert_file = "no-cert.pem", key_file = "no-key.pem" }
                cluster.tls { keystore_file = "no-store.p12", keystore_password = "canary-77-password" }
                api_key.bootstrap_file = "no-keys"
                """);

        assertThat(problems).hasSize(4).noneMatch(line -> line.contains("canary"));
        assertThat(String.join("\n", problems)).contains("no-cert.pem", "no-key.pem", "no-store.p12", "no-keys");
    }

    @Test
    void settingsWithoutFiles_haveNone() throws Exception {
        assertThat(problems("")).isEmpty();
    }

    @Test
    void tlsFilesOfThePush_thatAreNotThere_areWarnings_noProblems() throws Exception {
        Path there = Files.writeString(dir.resolve("cert.pem"), "PEM");
        String text =
                """
                prometheus.push_gateway {
                  url = "https://pg:9091"
                  tls { ca_file = "%s", cert_file = "%s", key_file = "no-key.pem" }
                }
                """
                        .formatted(dir, there);

        assertThat(problems(text)).isEmpty();
        assertThat(StartChecks.warnings(settings(text)))
                .containsExactly(
                        "prometheus.push_gateway.tls.ca_file: '" + dir
                                + "' is not a file that can be read; no push succeeds until it can be read",
                        "prometheus.push_gateway.tls.key_file: 'no-key.pem' is not there; no push succeeds until it can be"
                                + " read");
    }
}
