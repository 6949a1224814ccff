package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.http.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of a real sidecar, seen by sslscan; the full form of the second test is {@code scripts/soak slow}: 100,000 names. */
class HttpTlsIT {
    private static final int NAMES = Integer.getInteger("sni.names", 1000);

    @TempDir
    private static Path dir;

    private static TestCertificate certificate;
    private static SidecarProcess sidecar;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(dir, "RSA");
        certificate.write(dir);
        List<Integer> ports = SidecarCluster.freePorts(3);
        sidecar = SidecarProcess.start(
                dir,
                "tls",
                ports.get(0),
                """
                node.name = "a@127.0.0.1"
                http { host = "127.0.0.1", port = %d, tls { cert_file = "%s", key_file = "%s" } }
                cluster { port = %d, bus_port = %d, members = ["127.0.0.1:%d"], name = "tls-%d" }
                source { type = prometheus, url = "http://127.0.0.1:1/metrics" }
                data_dir = ""
                """
                        .formatted(
                                ports.get(0),
                                dir.resolve("cert.pem"),
                                dir.resolve("key.pem"),
                                ports.get(1),
                                ports.get(2),
                                ports.get(1),
                                ports.get(0)));
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> sidecar.log().contains("serving http="));
    }

    @AfterAll
    static void stop() {
        sidecar.close();
    }

    /** Threat T26: no protocol below TLS 1.2, no suite without forward secrecy and authenticated encryption. */
    @Test
    void sslscan_findsNothingWeak_threatT26() throws Exception {
        Process scan = new ProcessBuilder(
                        Programs.find("sslscan", "sslscan"), "--no-colour", "127.0.0.1:" + sidecar.port())
                .redirectErrorStream(true)
                .start();
        String said = new String(scan.getInputStream().readAllBytes());
        assertThat(scan.waitFor()).as(said).isZero();

        for (String old : List.of("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1")) {
            assertThat(said).containsPattern("(?m)^" + Pattern.quote(old) + " +disabled");
        }
        assertThat(said).containsPattern("TLSv1.2 +enabled").containsPattern("TLSv1.3 +enabled");
        assertThat(said).contains("not vulnerable to heartbleed");
        List<String> suites = said.lines()
                .filter(line -> line.matches("(Accepted|Preferred) .*"))
                .collect(Collectors.toList());
        assertThat(suites)
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(line -> line.matches(".* (TLS_|ECDHE-).*(GCM|CHACHA20).*"), "has forward secrecy and AEAD");
        System.out.println("HttpTlsIT: sslscan suites=" + suites.size() + " weak=0");
    }

    /** Threat T26: names that nobody has do not stay in memory (CVE-2024-1300). */
    @Test
    void randomServerNames_leaveNothingBehind_threatT26() throws Exception {
        SSLContext context = TestCertificate.client(null, certificate);
        Random random = new Random(26);
        handshakes(context, random, NAMES / 3);
        long before = residentKiB();
        handshakes(context, random, NAMES);
        long after = residentKiB();

        System.out.println("HttpTlsIT: names=" + NAMES + " rss_before_kib=" + before + " rss_after_kib=" + after);
        assertThat(after - before).as("KiB more").isLessThan(24 * 1024);
    }

    private static void handshakes(SSLContext context, Random random, int count) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 0; i < count; i++) {
            try (Socket plain = new Socket(loopback, sidecar.port());
                    SSLSocket socket = (SSLSocket)
                            context.getSocketFactory().createSocket(plain, "127.0.0.1", sidecar.port(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(
                        List.of(new SNIHostName(Long.toString(random.nextLong() >>> 1, 36) + ".example")));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        }
    }

    private static long residentKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(sidecar.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
