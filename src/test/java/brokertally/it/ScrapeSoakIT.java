package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Trap 40: many scrapers at once with different questions; each gets the answer to its own. */
class ScrapeSoakIT {
    private static final Duration SOAK = Duration.ofSeconds(10);
    private static final List<String> MODES = List.of("node", "all_nodes_aggregated", "all_nodes_unaggregated");
    private static final int NODES = 3;
    private static final int FAMILIES = 40;
    private static final int SERIES = 5;

    /** Which kind of family an endpoint shows here. */
    private static final Map<String, String> ENDPOINTS =
            Map.of("stats", "soak_stats_", "auth", "soak_auth_", "data_integration", "soak_data_");

    /**
     * One question and what its answer must be.
     *
     * @param sidecar which sidecar is asked
     * @param path the path and query
     * @param samples the samples of our families, exactly
     */
    private record Question(int sidecar, String path, Map<String, Double> samples) {}

    @Test
    void concurrentScrapers_getEachTheAnswerToTheirOwnQuestion() throws Exception {
        List<PageBroker> brokers = new ArrayList<>();
        for (int i = 0; i < NODES * ENDPOINTS.size(); i++) {
            String kind = new ArrayList<>(new TreeMap<>(ENDPOINTS).values()).get(i % ENDPOINTS.size());
            brokers.add(new PageBroker(page(kind, i / ENDPOINTS.size())));
        }
        try (SidecarCluster cluster = SidecarCluster.start(NODES, i -> settings(i, brokers))) {
            soak(cluster);
        } finally {
            brokers.forEach(PageBroker::close);
        }
    }

    private static String settings(int i, List<PageBroker> brokers) {
        StringBuilder pages = new StringBuilder();
        int next = i * ENDPOINTS.size();
        for (String endpoint : new TreeMap<>(ENDPOINTS).keySet()) {
            pages.append(endpoint)
                    .append(" = \"")
                    .append(brokers.get(next++).url())
                    .append("\", ");
        }
        return """
                node { name = "n%d" }
                source { type = prometheus, endpoints { %s } }
                sampling { interval = 1s, max_age = 20ms }
                """
                .formatted(i, pages);
    }

    private static String page(String kind, int node) {
        StringBuilder page = new StringBuilder();
        for (int f = 0; f < FAMILIES; f++) {
            String name = kind + f + "_total";
            page.append("# TYPE ").append(name).append(" counter\n");
            for (int s = 0; s < SERIES; s++) {
                page.append("%s{s=\"%d\"} %d\n".formatted(name, s, value(f, s, node)));
            }
        }
        return page.toString();
    }

    private static int value(int family, int series, int node) {
        return 1000 * family + 10 * series + node;
    }

    private static List<Question> questions() {
        List<Question> all = new ArrayList<>();
        for (int sidecar = 0; sidecar < NODES; sidecar++) {
            for (String mode : MODES) {
                for (String endpoint : ENDPOINTS.keySet()) {
                    all.add(question(sidecar, mode, endpoint, Set.of()));
                    all.add(question(sidecar, mode, endpoint, Set.of(7)));
                    all.add(question(sidecar, mode, endpoint, new TreeSet<>(Set.of(1, 2, 3, 38))));
                }
            }
        }
        return all;
    }

    /** A question for some families by number; for all when there is none. */
    private static Question question(int sidecar, String mode, String endpoint, Set<Integer> families) {
        StringBuilder path = new StringBuilder("/api/v5/prometheus/" + endpoint + "?mode=" + mode);
        Map<String, Double> samples = new TreeMap<>();
        for (int f = 0; f < FAMILIES; f++) {
            if (!families.isEmpty() && !families.contains(f)) {
                continue;
            }
            String name = ENDPOINTS.get(endpoint) + f + "_total";
            if (!families.isEmpty()) {
                path.append("&name%5B%5D=").append(name);
            }
            for (int s = 0; s < SERIES; s++) {
                expect(samples, name, mode, new int[] {f, s, sidecar});
            }
        }
        return new Question(sidecar, path.toString(), samples);
    }

    private static void expect(Map<String, Double> samples, String name, String mode, int[] at) {
        String series = "s=\"" + at[1] + "\"";
        if (mode.equals("node")) {
            samples.put(name + "{" + series + "}", (double) value(at[0], at[1], at[2]));
            return;
        }
        double sum = 0;
        for (int n = 0; n < NODES; n++) {
            sum += value(at[0], at[1], n);
            if (mode.equals("all_nodes_unaggregated")) {
                samples.put(name + "{node=\"n" + n + "\"," + series + "}", (double) value(at[0], at[1], n));
            }
        }
        if (mode.equals("all_nodes_aggregated")) {
            samples.put(name + "{" + series + "}", sum);
        }
    }

    private static void soak(SidecarCluster cluster) throws Exception {
        List<Question> questions = questions();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        long end = System.nanoTime() + SOAK.toNanos();
        ExecutorService scrapers = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                running.add(scrapers.submit(() -> {
                    while (System.nanoTime() < end) {
                        ask(cluster, questions.get(next.getAndAdd(7) % questions.size()));
                        asked.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> scraper : running) {
                scraper.get(SOAK.toSeconds() + 30, TimeUnit.SECONDS);
            }
        } finally {
            scrapers.shutdownNow();
        }
        System.out.println("ScrapeSoakIT " + asked + " answers to " + questions.size() + " questions in " + SOAK);
        assertThat(asked.get()).as("every question was asked").isGreaterThan(questions.size());
    }

    private static void ask(SidecarCluster cluster, Question question) throws Exception {
        HttpResponse<String> answer = cluster.get(question.sidecar()).get(question.path());
        assertThat(answer.statusCode()).as(question.path()).isEqualTo(200);
        Map<String, Double> samples = new TreeMap<>(Samples.of(answer.body()));
        samples.keySet().removeIf(name -> name.startsWith("brokertally_"));
        assertThat(samples)
                .as("%s at sidecar %d", question.path(), question.sidecar())
                .isEqualTo(question.samples());
        assertThat(answer.headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    }
}
