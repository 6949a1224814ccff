package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path temporary;

    @Test
    void hold_makesTheDirectoryForThisUserAlone() throws IOException {
        Path directory = temporary.resolve("a/b");

        DataDirectory.hold(directory).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void hold_whatAnotherHolds_isRefusedUntilItLetsGo() throws IOException {
        DataDirectory first = DataDirectory.hold(temporary);
        assertThatThrownBy(() -> DataDirectory.hold(temporary))
                .isInstanceOf(DataDirectory.InUse.class)
                .hasMessageContaining(temporary.toString())
                .hasMessageContaining("in use by another sidecar");

        first.close();

        DataDirectory.hold(temporary).close();
    }

    @Test
    void hold_aLockThatIsALink_isNotFollowed() throws IOException {
        Path other = Files.createFile(temporary.resolve("other"));
        Files.createSymbolicLink(temporary.resolve("brokertally.lock"), other);

        assertThatThrownBy(() -> DataDirectory.hold(temporary)).isInstanceOf(IOException.class);
    }

    /** To open it would wait for ever (T28). */
    @Test
    void hold_aLockThatIsAFifo_isRefusedAtOnce() throws Exception {
        Path lock = temporary.resolve("brokertally.lock");
        assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> DataDirectory.hold(temporary))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a regular file");
    }
}
