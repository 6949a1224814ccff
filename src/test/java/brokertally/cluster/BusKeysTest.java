package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.config.Secret;
import brokertally.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusKeysTest {
    private static final String PASSWORD = "canary-of-the-keys-77";

    @TempDir
    Path directory;

    private static Settings.ClusterTls tls(Path file, String password) {
        return new Settings.ClusterTls(Optional.of(file.toString()), new Secret(password));
    }

    private Path keystore() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        Path file = directory.resolve("empty.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static void refused(Path file, String password, String why) {
        assertThatThrownBy(() -> BusKeys.read(tls(file, password)))
                .isInstanceOf(BusKeys.Unusable.class)
                .hasMessageContaining("cluster.tls.keystore_file '" + file + "'")
                .hasMessageContaining(why)
                .hasMessageNotContaining(password);
    }

    @Test
    void fileThatIsNotThere_isNamed() {
        refused(directory.resolve("none.p12"), PASSWORD, "no such file");
    }

    @Test
    void wrongPassword_isSaid() throws Exception {
        refused(keystore(), "wrong-" + PASSWORD, "cluster.tls.keystore_password is not its password");
    }

    @Test
    void keystoreWithoutAKey_isSaid() throws Exception {
        refused(keystore(), PASSWORD, "no private key");
    }

    @Test
    void otherBytes_areSaid() throws IOException {
        refused(Files.writeString(directory.resolve("x"), "not a keystore"), PASSWORD, "no PKCS#12 file or is damaged");
        refused(Files.write(directory.resolve("empty"), new byte[0]), PASSWORD, "no PKCS#12 file or is damaged");
        refused(Files.write(directory.resolve("long"), new byte[(1 << 20) + 1]), PASSWORD, "longer than");
    }

    @Test
    void keystoreThatWasCut_isSaid() throws Exception {
        byte[] whole = Files.readAllBytes(keystore());
        for (int length = 0; length < whole.length; length += 7) {
            Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> BusKeys.read(tls(cut, PASSWORD))).isInstanceOf(BusKeys.Unusable.class);
        }
    }

    @Test
    void directory_isNoKeystore() {
        assertThatThrownBy(() -> BusKeys.read(tls(directory, PASSWORD))).isInstanceOf(BusKeys.Unusable.class);
        assertThat(directory).exists();
    }
}
