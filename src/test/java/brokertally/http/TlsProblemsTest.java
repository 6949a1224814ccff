package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsProblemsTest {
    @TempDir
    private Path dir;

    private Settings.HttpTls tls(Path certificate, Path key) {
        return new Settings.HttpTls(Optional.of(certificate.toString()), Optional.of(key.toString()), Optional.empty());
    }

    @Test
    void filesThatAreNotThere_areAllNamed() {
        Path certificate = dir.resolve("no-cert.pem");
        Path key = dir.resolve("no-key.pem");

        assertThat(TlsProblems.of(tls(certificate, key)))
                .containsExactly(
                        "http.tls.cert_file '" + certificate + "': no such file",
                        "http.tls.key_file '" + key + "': no such file");
    }

    @Test
    void certificateWithoutItsKey_isSaid() {
        assertThat(TlsProblems.of(new Settings.HttpTls(Optional.of("a"), Optional.empty(), Optional.empty())))
                .containsExactly("http.tls needs both cert_file and key_file");
    }

    @Test
    void keyOfAnotherCertificate_isSaid_andItsOwnIsGood() throws Exception {
        Path one = Files.createDirectory(dir.resolve("one"));
        Path two = Files.createDirectory(dir.resolve("two"));
        TestCertificate.make(dir, "EC").write(one);
        TestCertificate.make(dir, "EC").write(two);

        assertThat(TlsProblems.of(tls(one.resolve("cert.pem"), one.resolve("key.pem"))))
                .isEmpty();
        assertThat(TlsProblems.of(tls(one.resolve("cert.pem"), two.resolve("key.pem"))))
                .containsExactly("http.tls.key_file is not the key of the certificate in http.tls.cert_file");
    }

    @Test
    void serverWithoutTls_hasNone() {
        assertThat(TlsProblems.of(new Settings.HttpTls(Optional.empty(), Optional.empty(), Optional.empty())))
                .isEmpty();
    }
}
