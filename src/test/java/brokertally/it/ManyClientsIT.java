package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyClientsIT {
    private static final int CLIENTS = Integer.getInteger("many.clients", 1500);
    private static final byte[] SCRAPE = "GET /api/v5/prometheus/stats HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    /** Threat T12 (fault F17): whoever asks is served, or told with 503 that it is too much; afterwards all is as before. */
    @Test
    void manyScrapersAtOnce_areServedOrToldToComeBack() throws IOException {
        try (PageBroker broker = new PageBroker("# TYPE a gauge\na 1\n");
                SidecarCluster cluster = SidecarCluster.startLonely(broker.source())) {
            SidecarProcess sidecar = cluster.get(0);
            List<Socket> clients = new ArrayList<>();
            int served = 0;
            int busy = 0;
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    Socket client = new Socket("127.0.0.1", sidecar.port());
                    client.setSoTimeout(15_000);
                    clients.add(client);
                }
                for (Socket client : clients) {
                    client.getOutputStream().write(SCRAPE);
                }
                for (Socket client : clients) {
                    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    if (answer.startsWith("HTTP/1.1 200 ")) {
                        served++;
                    } else {
                        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\"BUSY\"");
                        busy++;
                    }
                }
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
            System.out.println("ManyClientsIT: clients=" + CLIENTS + " served=" + served + " busy=" + busy + " lost=0");
            assertThat(served).isPositive();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> !sidecar.page("/api/v5/prometheus/stats").isEmpty());
            assertThat(sidecar.log()).doesNotContain("OutOfMemory");
        }
    }
}
