package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncludeTest {
    /** {@code brokertally run --config brokertally.conf} in the file's own directory. */
    @Test
    void read_aFileNamedWithoutItsDirectory_includesWhatStandsBesideIt() throws Exception {
        Path included = Files.createTempFile(Path.of(""), "included", ".conf");
        Path file = Files.createTempFile(Path.of(""), "including", ".conf");
        try {
            Files.writeString(included, "http.port = 1234\n");
            Files.writeString(file, "include \"" + included.getFileName() + "\"\n");

            Settings settings = SettingsReader.read(
                    new SettingsInput(Optional.of(file.getFileName()), Optional.of(Fixture.NO_FILE), Map.of()));

            assertThat(settings.http().port()).isEqualTo(1234);
        } finally {
            Files.delete(file);
            Files.delete(included);
        }
    }
}
