package brokertally.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Slow clients beside a scraper. Here 1,000 connections for 12 s of each kind; the full form of threats-and-faults.md T11 is
 * {@code scripts/soak slow}: 5,000 for 60 s.
 */
class SlowClientsIT {
    private static final int CONNECTIONS = Integer.getInteger("slow.connections", 1000);
    private static final int SECONDS = Integer.getInteger("slow.seconds", 12);
    private static final String STATS = "/api/v5/prometheus/stats";

    private static PageBroker broker;
    private static SidecarCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        StringBuilder page = new StringBuilder("# TYPE a gauge\n");
        for (int i = 0; i < 12_000; i++) {
            page.append("a{topic=\"some/topic/of/a/client/").append(i).append("\"} 1\n");
        }
        broker = new PageBroker(page.toString());
        cluster = SidecarCluster.startLonely(broker.source());
    }

    @AfterAll
    static void stop() {
        cluster.close();
        broker.close();
    }

    /** Threat T11: 100 % of the scrapes succeed, p99 below 250 ms, and no slow connection lives for longer than 10 s. */
    @ParameterizedTest
    @EnumSource
    void slowClients_doNotDisturbAScrape_andAreClosed_threatT11(SlowClients.Kind kind) throws Exception {
        SidecarProcess sidecar = cluster.get(0);
        scrapes(sidecar, 2); // warms it
        long quiet = percentile(scrapes(sidecar, 2), 99);
        long files = openFiles(sidecar);
        try (SlowClients slow = new SlowClients(kind, CONNECTIONS, sidecar.port())) {
            List<Long> millis = scrapes(sidecar, SECONDS);
            long p99 = percentile(millis, 99);
            slow.stopOpening();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(openFiles(sidecar)).isLessThan(files + 20));
            System.out.printf(
                    "SlowClientsIT: kind=%s connections=%d seconds=%d opened=%d closed_by_server=%d"
                            + " longest_ms=%d scrapes=%d failed=0 p50_ms=%d p99_ms=%d max_ms=%d p99_before_ms=%d%n",
                    kind,
                    CONNECTIONS,
                    SECONDS,
                    slow.opened(),
                    slow.closedByServer(),
                    slow.longestMillis(),
                    millis.size(),
                    percentile(millis, 50),
                    p99,
                    percentile(millis, 100),
                    quiet);
            // What scrapes take without them is what else the machine has to do.
            assertThat(p99).as("p99").isLessThan(250 + (quiet < 50 ? 0 : 2 * quiet));
            assertThat(slow.opened()).isGreaterThanOrEqualTo(CONNECTIONS);
            assertThat(slow.longestMillis()).as("longest life").isLessThanOrEqualTo(10_000);
        }
        assertThat(sidecar.log()).doesNotContain("OutOfMemory").doesNotContain("has been blocked");
    }

    private static long percentile(List<Long> values, int percent) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /** Milliseconds of scrapes for so long, twenty a second, every other one on a new connection; each must succeed. */
    private static List<Long> scrapes(SidecarProcess sidecar, int seconds) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + STATS))
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpClient kept = HttpClient.newHttpClient();
        List<Long> millis = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            if (millis.size() % 2 == 0) {
                HttpResponse<byte[]> response = kept.send(request, HttpResponse.BodyHandlers.ofByteArray());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body().length).isGreaterThan(400_000);
            } else {
                onNewConnection(sidecar.port());
            }
            long took = (System.nanoTime() - begin) / 1_000_000;
            millis.add(took);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50 - took)); // the pace of the load
        }
        return millis;
    }

    private static void onNewConnection(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + STATS + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, 0, Math.min(300, answer.length), US_ASCII))
                    .startsWith("HTTP/1.1 200 OK");
            assertThat(answer.length).isGreaterThan(400_000);
        }
    }

    private static long openFiles(SidecarProcess sidecar) {
        return Sockets.openFiles(sidecar.pid());
    }
}
