package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three sidecars whose bus has TLS, with the key that the script makes. */
class BusTlsIT {
    private static final int NODES = 3;
    private static final Pattern BUS_PORT = Pattern.compile("bus_port = (\\d+)");
    private static final List<CountingBroker> BROKERS = new ArrayList<>();

    @TempDir
    static Path directory;

    private static ClusterKeys keys;
    private static SidecarCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        keys = ClusterKeys.make(directory.resolve("keys"));
        for (int i = 0; i < NODES; i++) {
            BROKERS.add(new CountingBroker(InetAddress.getLoopbackAddress(), 100));
        }
        cluster = SidecarCluster.start(
                NODES,
                i -> BROKERS.get(i).source()
                        + keys.settings()
                        + """
                        node { name = "broker%d@it" }
                        sampling { interval = 500ms, max_age = 100ms }
                        gather { timeout = 1s }
                        """
                                .formatted(i));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        BROKERS.forEach(CountingBroker::close);
    }

    static int busPort(SidecarProcess sidecar) throws IOException {
        Matcher port = BUS_PORT.matcher(sidecar.configuration());
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static void awaitTotal(double total) {
        BROKERS.forEach(CountingBroker::awaitRead);
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(cluster.all())
                .allSatisfy(sidecar -> assertThat(AggregatedCounters.of(sidecar.page(SidecarCluster.AGGREGATED)))
                        .containsEntry(CountingBroker.COUNTED, total)));
    }

    @Test
    void theyCount_alsoWhenOneIsKilledAndStartedAgain() throws Exception {
        awaitTotal(300);

        cluster.get(1).killNine();
        BROKERS.get(0).count(7);
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        cluster.get(0).page(SidecarCluster.AGGREGATED).contains(CountingBroker.COUNTED + " 307\n"));
        cluster.get(1).launch();
        cluster.awaitComplete(NODES);

        awaitTotal(307);
        assertThat(cluster.all()).allSatisfy(sidecar -> assertThat(sidecar.page("/metrics"))
                .contains("\nbrokertally_cluster_forged_total 0\n")
                .contains("\nbrokertally_wire_errors_total 0\n"));
    }

    @Test
    void noLogHasThePasswordOfTheKey() {
        assertThat(cluster.all())
                .allSatisfy(sidecar -> assertThat(sidecar.log()).doesNotContain(keys.password()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoHasTheKey_isLetIn(String protocol) throws Exception {
        try (SSLSocket socket = connect(keys.client(), protocol)) {
            socket.startHandshake();
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .as("the other side stays and waits for frames")
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoHasNoKey_isNot(String protocol) throws Exception {
        try (SSLSocket socket = connect(ClusterKeys.clientWithoutKey(), protocol)) {
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getOutputStream().write(0);
                        socket.getInputStream().read();
                    })
                    .isInstanceOfAny(SSLException.class, SocketException.class);
        }
    }

    private static SSLSocket connect(SSLContext client, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket)
                client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), busPort(cluster.get(0)));
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(5_000);
        return socket;
    }
}
