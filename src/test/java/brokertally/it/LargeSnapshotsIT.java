package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.it.ScrapeLoop.Scraped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes of 100,000 series each, in sidecars with a heap of 160 MB. The bus has no back-pressure of its own. */
class LargeSnapshotsIT {
    private static final int SERIES = 100_000;
    private static final double HEAP_BYTES = 160 << 20;
    private static final double DIRECT_BYTES = 48 << 20;

    private final List<PageBroker> brokers = new ArrayList<>();
    private SidecarCluster cluster;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            brokers.add(new PageBroker(page(i + 1)));
        }
        cluster = SidecarCluster.start(
                3,
                i -> brokers.get(i).source()
                        + """
                        node { name = "large%d@it" }
                        sampling { interval = 2s, max_age = 500ms }
                        """
                                .formatted(i));
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
        brokers.forEach(PageBroker::close);
    }

    private static String page(int factor) {
        StringBuilder page = new StringBuilder(SERIES * 50);
        for (int family = 0; family < 10; family++) {
            page.append("# TYPE large_").append(family).append("_total counter\n");
            for (int s = 0; s < SERIES / 10; s++) {
                page.append("large_")
                        .append(family)
                        .append("_total{id=\"rule_")
                        .append(s)
                        .append("\"} ");
                page.append((long) factor * s).append('\n');
            }
        }
        return page.toString();
    }

    /** The largest values of a sidecar's own memory metrics that were seen. */
    private static final class Memory {
        private double heap;
        private double direct;

        void look(SidecarProcess sidecar) {
            Map<String, Double> own = Samples.of(sidecar.page("/metrics"));
            heap = Math.max(heap, own.getOrDefault("jvm_memory_used_bytes{area=\"heap\"}", 0.0));
            direct = Math.max(direct, own.getOrDefault("jvm_buffer_pool_used_bytes{pool=\"direct\"}", 0.0));
        }

        @Override
        public String toString() {
            return "heap %.0f MB, direct %.0f MB".formatted(heap / (1 << 20), direct / (1 << 20));
        }
    }

    @Test
    void aMemberStopsWhileLargeSnapshotsTravel_theOthersAnswerInBoundedMemory() throws Exception {
        Memory before = new Memory();
        Memory asker = new Memory();
        Memory other = new Memory();
        try (ScrapeLoop loop = new ScrapeLoop(cluster.get(0), SidecarCluster.AGGREGATED);
                ScrapeLoop second = new ScrapeLoop(cluster.get(1), SidecarCluster.AGGREGATED)) {
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                before.look(cluster.get(0));
                return loop.answers().size() >= 5 && second.answers().size() >= 5;
            });
            long stopped = System.nanoTime();
            cluster.get(2).signal("STOP");
            try {
                await().atMost(Duration.ofSeconds(40))
                        .pollInterval(Duration.ofMillis(250))
                        .until(() -> {
                            asker.look(cluster.get(0));
                            other.look(cluster.get(1));
                            return System.nanoTime() - stopped
                                            > Duration.ofSeconds(9).toNanos()
                                    && loop.since(stopped).size() >= 5;
                        });
            } finally {
                cluster.get(2).signal("CONT");
            }
            List<Scraped> answers = loop.since(stopped);
            System.out.println("LargeSnapshotsIT before: " + before + "; asker: " + asker + "; other: " + other);
            System.out.println("LargeSnapshotsIT " + ScrapeLoop.figures("3 x 100,000 series, SIGSTOP 9 s", answers));
            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
            assertThat(Samples.of(answers.get(answers.size() - 1).body()))
                    .containsEntry("brokertally_nodes_answered", 2.0)
                    .containsEntry("large_3_total{id=\"rule_7\"}", 42.0);
        }
        for (Memory memory : List.of(asker, other)) {
            assertThat(memory.heap).isLessThan(HEAP_BYTES);
            assertThat(memory.direct).isLessThan(DIRECT_BYTES);
        }
        cluster.awaitComplete(3);
        cluster.all().forEach(sidecar -> assertThat(sidecar.log()).doesNotContain("OutOfMemory"));
    }
}
