package brokertally.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedFilesTest {
    private static final int DAMAGES = 600;
    private static final String INSERTED = "{}[]=:,\"'${}#\n\\@ \u0000é";

    @TempDir
    Path directory;

    /** Whatever is broken in a file: settings or problems with a place, and no other exception. */
    @Test
    void read_damagedFile_givesSettingsOrProblems() throws Exception {
        List<Fixture> fixtures = Fixture.ending(".conf");
        Random random = new Random(20_261_122);
        Path file = directory.resolve("damaged.conf");
        for (int i = 0; i < DAMAGES; i++) {
            Fixture fixture = fixtures.get(random.nextInt(fixtures.size()));
            StringBuilder text =
                    new StringBuilder(Files.readString(fixture.file()).replaceAll("(?m)^#.*", ""));
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                damage(text, random);
            }
            Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
            try {
                SettingsReader.read(new SettingsInput(Optional.of(file), Optional.of(Fixture.NO_FILE), Map.of()));
            } catch (SettingsException e) {
                assertThat(e.problems()).as("damage %d of %s", i, fixture).isNotEmpty();
                assertThat(e.problems())
                        .allSatisfy(problem -> assertThat(problem.origin()).isNotEmpty());
            }
        }
    }

    private static void damage(StringBuilder text, Random random) {
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
            case 0 -> text.insert(at, INSERTED.charAt(random.nextInt(INSERTED.length())));
            case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(5)));
            default -> text.setLength(at);
        }
    }
}
