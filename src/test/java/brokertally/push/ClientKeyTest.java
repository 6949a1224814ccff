package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.http.TestCertificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKeyTest {
    @TempDir
    private Path dir;

    private Path made(String name, String algorithm) throws Exception {
        Path directory = Files.createDirectory(dir.resolve(name));
        TestCertificate.make(dir, algorithm).write(directory);
        return directory;
    }

    private static Optional<String> complaint(Path key, Path certificate) throws Exception {
        return ClientKey.complaint(
                Files.readAllBytes(key.resolve("key.pem")), Files.readAllBytes(certificate.resolve("cert.pem")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519", "RSASSA-PSS"})
    void theKeyOfTheCertificate_isGood(String algorithm) throws Exception {
        Path own = made("own", algorithm);

        assertThat(complaint(own, own)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void theKeyOfAnotherCertificate_isRefused(String algorithm) throws Exception {
        assertThat(complaint(made("own", "EC"), made("other", algorithm)))
                .contains("is not the key of the certificate in cert_file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | has no private key (PEM)",
                "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE----- | has no private key (PEM)",
                "-----BEGIN PRIVATE KEY-----\\nhello\\n-----END PRIVATE KEY----- | has no private key that can be read (PEM, PKCS#8)",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\\nAAAA\\n-----END ENCRYPTED PRIVATE KEY----- | is encrypted; write the key without a password",
            })
    void whatIsNoKey_isSaid(String key, String complaint) throws Exception {
        byte[] certificate = Files.readAllBytes(made("own", "EC").resolve("cert.pem"));
        byte[] bytes = key.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);

        assertThat(ClientKey.complaint(bytes, certificate)).contains(complaint);
    }

    @Test
    void anOlderForm_isLeftToWhoReadsIt() throws Exception {
        byte[] certificate = Files.readAllBytes(made("own", "EC").resolve("cert.pem"));
        byte[] key = "-----BEGIN RSA PRIVATE KEY-----\nA: b\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(ClientKey.complaint(key, certificate)).isEmpty();
    }
}
