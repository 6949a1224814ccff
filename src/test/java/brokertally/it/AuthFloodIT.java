package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Threat T19: somebody tries passwords, 10,000 a minute. Short by default; {@code -Dauth.seconds=60} for the full minute
 * ({@code scripts/soak auth}).
 */
class AuthFloodIT {
    private static final int SECONDS = Integer.getInteger("auth.seconds", 12);
    private static final int WRONG = SECONDS * 10_000 / 60;
    /** Fewer than half of what one address may get wrong at once. */
    private static final int TIMED = 21;

    private static final String STATS = "/api/v5/prometheus/stats";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private double seconds;
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();

    /** Threat T19, and T17 before it. */
    @Test
    void wrongPasswords_are429_whileAScraperIsServed_andTheEventLoopIsNeverBlocked() throws Exception {
        try (PageBroker broker = new PageBroker("# TYPE a gauge\na 1\n");
                SidecarCluster cluster =
                        SidecarCluster.startLonely(broker.source() + "prometheus.enable_basic_auth = true\n")) {
            SidecarProcess sidecar = cluster.get(0);
            compareTimes(sidecar);
            warmUp(sidecar);
            ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
            try {
                List<Long> good = Collections.synchronizedList(new ArrayList<>());
                ScheduledFuture<?> scraper =
                        threads.scheduleAtFixedRate(() -> good.add(scrapeNanos(sidecar)), 0, 50, TimeUnit.MILLISECONDS);
                long start = System.nanoTime();
                flood(sidecar, threads);
                seconds = (System.nanoTime() - start) / 1e9;
                assertThat(scraper.isDone())
                        .as("every scrape was answered with 200")
                        .isFalse();
                scraper.cancel(false);
                judge(sidecar, List.copyOf(good));
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Threat T17 over HTTP, with as few tries as the limit lets an attacker make; {@code VerifierTest} has many. */
    private void compareTimes(SidecarProcess sidecar) {
        long[] known = new long[TIMED];
        long[] unknown = new long[TIMED];
        for (int i = 0; i < TIMED; i++) {
            known[i] = nanos(sidecar, "it:wrong" + i, 401);
            unknown[i] = nanos(sidecar, "no:wrong" + i, 401);
        }
        Arrays.sort(known);
        Arrays.sort(unknown);
        double ratio = (double) unknown[TIMED / 2] / known[TIMED / 2];
        System.out.printf(
                "AuthFloodIT: T17 over HTTP, 2 x %d tries: known key %.1f ms, unknown/known %.3f%n",
                TIMED, known[TIMED / 2] / 1e6, ratio);
        assertThat(ratio).isBetween(0.8, 1.25);
    }

    private void warmUp(SidecarProcess sidecar) {
        for (int i = 0; i < 100; i++) {
            scrapeNanos(sidecar);
        }
    }

    /** All wrong passwords, at an even pace, half of them for a key that exists. */
    private void flood(SidecarProcess sidecar, ScheduledExecutorService threads) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        List<CompletableFuture<?>> answers = Collections.synchronizedList(new ArrayList<>());
        ScheduledFuture<?> sender = threads.scheduleAtFixedRate(
                () -> {
                    int i = sent.getAndIncrement();
                    if (i < WRONG) {
                        answers.add(client.sendAsync(
                                        request(sidecar, (i % 2 == 0 ? "it" : "nobody") + ":wrong" + i),
                                        HttpResponse.BodyHandlers.discarding())
                                .thenAccept(response -> statuses.computeIfAbsent(
                                                response.statusCode(), status -> new LongAdder())
                                        .increment()));
                    }
                },
                0,
                TimeUnit.SECONDS.toNanos(SECONDS) / WRONG,
                TimeUnit.NANOSECONDS);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(3L * SECONDS))
                .until(() -> sent.get() >= WRONG);
        sender.cancel(false);
        CompletableFuture.allOf(List.copyOf(answers).toArray(CompletableFuture[]::new))
                .get(30, TimeUnit.SECONDS);
    }

    private long scrapeNanos(SidecarProcess sidecar) {
        return nanos(sidecar, SidecarProcess.KEY, 200);
    }

    private long nanos(SidecarProcess sidecar, String keyAndSecret, int expected) {
        long start = System.nanoTime();
        int status = client.sendAsync(request(sidecar, keyAndSecret), HttpResponse.BodyHandlers.discarding())
                .join()
                .statusCode();
        if (status != expected) {
            throw new IllegalStateException("got " + status + " instead of " + expected);
        }
        return System.nanoTime() - start;
    }

    private static HttpRequest request(SidecarProcess sidecar, String keyAndSecret) {
        String basic = Base64.getEncoder().encodeToString(keyAndSecret.getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.port() + STATS))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Basic " + basic)
                .build();
    }

    private void judge(SidecarProcess sidecar, List<Long> good) {
        List<Long> sorted = good.stream().sorted().toList();
        double p99 = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1) / 1e6;
        long limited = statuses.getOrDefault(429, new LongAdder()).sum();
        System.out.printf(
                "AuthFloodIT: T19 %d wrong passwords in %.1f s: %s, %.1f %% of them 429; %d good scrapes, p99 %.1f ms%n",
                WRONG, seconds, new TreeMap<>(statuses), 100.0 * limited / WRONG, sorted.size(), p99);
        assertThat(statuses.keySet()).isSubsetOf(401, 429);
        assertThat((double) limited / WRONG).isGreaterThanOrEqualTo(0.95);
        assertThat(sorted).hasSizeGreaterThan(SECONDS * 5);
        assertThat(p99).isLessThan(500);
        assertThat(sidecar.log()).doesNotContain("has been blocked").doesNotContain("it-secret");
        assertThat(sidecar.page("/metrics")).contains("brokertally_auth_requests_total{result=\"limited\"} " + limited);
    }
}
