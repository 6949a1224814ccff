package brokertally.it;

import static org.awaitility.Awaitility.await;

import brokertally.it.MovingBroker.Counted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Prometheus that scrapes a cluster every second, through a proxy which hands each scrape to the next sidecar, once with
 * the default counters and once with {@code counters=running}, and what it then says of the counters.
 */
final class Judge implements AutoCloseable {
    private static final List<String> PATHS = List.of("stats", "auth", "data_integration");
    private static final int SHOWN = 20;
    private static final String MONOTONE = "monotone";
    private static final String RUNNING = "running";

    private final SidecarCluster sidecars;
    private final List<MovingBroker> brokers;
    private final RoundRobinProxy proxy;
    private final PrometheusProcess prometheus;
    private final long startedNanos = System.nanoTime();
    private final Set<String> families = new TreeSet<>();

    Judge(Path directory, SidecarCluster sidecars, List<MovingBroker> brokers) throws IOException {
        this.sidecars = sidecars;
        this.brokers = brokers;
        this.proxy = new RoundRobinProxy(
                sidecars.all().stream().map(SidecarProcess::port).toList());
        this.prometheus = PrometheusProcess.start(directory, configuration(proxy.port()));
        learnFamilies();
    }

    private static String configuration(int port) {
        StringBuilder jobs = new StringBuilder();
        for (String counters : List.of(MONOTONE, RUNNING)) {
            // Monotone is the default: nothing is asked for.
            String asked = counters.equals(RUNNING) ? ", counters: [running]" : "";
            for (String path : PATHS) {
                jobs.append(
                        """
                          - job_name: %1$s-%2$s
                            metrics_path: /api/v5/prometheus/%2$s
                            params: { mode: [all_nodes_aggregated]%3$s }
                            static_configs: [{ targets: ['127.0.0.1:%4$d'], labels: { counters: %1$s } }]
                        """
                                .formatted(counters, path, asked, port));
            }
        }
        return "global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n" + jobs;
    }

    private void learnFamilies() {
        for (String path : PATHS) {
            String page = sidecars.get(0).page("/api/v5/prometheus/" + path + "?mode=all_nodes_aggregated");
            AggregatedCounters.of(page).keySet().stream()
                    .map(AggregatedCounters::family)
                    .forEach(families::add);
        }
    }

    /** Waits until so many scrapes in a row of every job have succeeded with all members, all asked for from now on. */
    void awaitScrapes(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> System.nanoTime() > end && isWell("[" + seconds + "s]"));
    }

    private boolean isWell(String window) {
        List<JsonObject> up = prometheus.query("min_over_time(up" + window + ")");
        List<JsonObject> partial = prometheus.query("max_over_time(brokertally_scrape_partial" + window + ")");
        return up.size() == 2 * PATHS.size()
                && up.stream().allMatch(one -> PrometheusProcess.value(one) == 1)
                && partial.size() == 2 * PATHS.size()
                && partial.stream().allMatch(one -> PrometheusProcess.value(one) == 0);
    }

    /** The families of aggregated counters that the cluster showed at the start. */
    Set<String> families() {
        return Set.copyOf(families);
    }

    /**
     * What Prometheus found.
     *
     * @param series how many series of aggregated counters
     * @param resets how many resets in all of them
     * @param falls some of the series that were reset, and where the first of them fell
     * @param holes series that successful answers did not have, with how many of these there were
     * @param increases {@code increase()} over the whole run, by series
     * @param spans the greatest value less the smallest one, by series
     */
    record Verdict(
            int series,
            long resets,
            List<String> falls,
            List<String> holes,
            Map<String, Double> increases,
            Map<String, Double> spans) {}

    Verdict monotone() {
        return verdict(MONOTONE);
    }

    Verdict running() {
        return verdict(RUNNING);
    }

    private Verdict verdict(String counters) {
        String window = wholeRun();
        int series = 0;
        long resets = 0;
        List<String> falls = new ArrayList<>();
        Map<String, Double> increases = new TreeMap<>();
        Map<String, Double> spans = new TreeMap<>();
        for (String family : families) {
            String selector = family + "{counters=\"" + counters + "\",node=\"\"}" + window;
            for (JsonObject found : prometheus.query("resets(" + selector + ")")) {
                series++;
                resets += (long) PrometheusProcess.value(found);
                if (PrometheusProcess.value(found) > 0) {
                    falls.add(PrometheusProcess.value(found) + " resets of " + name(family, found));
                }
            }
            prometheus
                    .query("increase(" + selector + ")")
                    .forEach(one -> increases.put(name(family, one), PrometheusProcess.value(one)));
            prometheus
                    .query("max_over_time(" + selector + ") - min_over_time(" + selector + ")")
                    .forEach(one -> spans.put(name(family, one), PrometheusProcess.value(one)));
        }
        if (!falls.isEmpty()) {
            String first = AggregatedCounters.family(falls.get(0).replaceFirst(".* of ", ""));
            falls.subList(Math.min(SHOWN, falls.size()), falls.size()).clear();
            falls.addAll(steps(first + "{counters=\"" + counters + "\",node=\"\"}" + window));
        }
        return new Verdict(series, resets, falls, holes(counters, window), increases, spans);
    }

    private String wholeRun() {
        return "[" + ((System.nanoTime() - startedNanos) / 1_000_000_000L + 2) + "s]";
    }

    private List<String> holes(String counters, String window) {
        Map<String, Double> answers = new TreeMap<>();
        prometheus
                .query("sum_over_time(up{counters=\"" + counters + "\"}" + window + ")")
                .forEach(
                        one -> answers.put(one.getJsonObject("metric").getString("job"), PrometheusProcess.value(one)));
        List<String> holes = new ArrayList<>();
        for (String family : families) {
            String query = "count_over_time(" + family + "{counters=\"" + counters + "\",node=\"\"}" + window + ")";
            for (JsonObject found : prometheus.query(query)) {
                double missing =
                        answers.get(found.getJsonObject("metric").getString("job")) - PrometheusProcess.value(found);
                // The newest scrape may lie between the two questions.
                if (missing > 1) {
                    holes.add(name(family, found) + " was not in " + missing + " answers");
                }
            }
        }
        return holes;
    }

    /** Where the series of a range fall. */
    private List<String> steps(String range) {
        List<String> steps = new ArrayList<>();
        for (JsonObject one : prometheus.query(range)) {
            JsonArray values = one.getJsonArray("values");
            for (int i = 1; i < values.size(); i++) {
                double before = Double.parseDouble(values.getJsonArray(i - 1).getString(1));
                double now = Double.parseDouble(values.getJsonArray(i).getString(1));
                if (now < before) {
                    long millis = (long) (values.getJsonArray(i).getDouble(0) * 1000);
                    if (steps.size() == SHOWN) {
                        return steps;
                    }
                    steps.add(Instant.ofEpochMilli(millis) + " " + range + " " + before + " -> " + now);
                }
            }
        }
        return steps;
    }

    private static String name(String family, JsonObject element) {
        Map<String, Object> labels =
                new TreeMap<>(element.getJsonObject("metric").getMap());
        labels.keySet().removeAll(Set.of("__name__", "job", "instance", "counters"));
        return labels.isEmpty()
                ? family
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue() + '"')
                        .collect(Collectors.joining(",", family + "{", "}"));
    }

    /** The true counts of all brokers together. */
    Map<String, Counted> counted() {
        Map<String, Counted> counted = new TreeMap<>();
        brokers.forEach(broker -> broker.counted().forEach((series, one) -> counted.merge(series, one, Counted::plus)));
        return counted;
    }

    /** What the ends of the brokers' lives may have taken with them: a sample of each. */
    Map<String, Long> lost() {
        Map<String, Long> lost = new TreeMap<>();
        for (MovingBroker broker : brokers) {
            broker.counted()
                    .forEach((series, one) -> lost.merge(series, one.sample() * broker.livesEnded(), Long::sum));
        }
        return lost;
    }

    /** How many scrapes there were, how many failed, and which sidecar was handed how many. */
    String scrapes() {
        double all = sum("sum(count_over_time(up" + wholeRun() + "))");
        double failed = sum("sum(count_over_time(up" + wholeRun() + ") - sum_over_time(up" + wholeRun() + "))");
        return "%.0f scrapes, %.0f without an answer, handed to sidecars %s"
                .formatted(
                        all,
                        failed,
                        IntStream.range(0, brokers.size())
                                .mapToObj(proxy::relayed)
                                .toList());
    }

    private double sum(String query) {
        return prometheus.query(query).stream()
                .mapToDouble(PrometheusProcess::value)
                .sum();
    }

    @Override
    public void close() throws InterruptedException {
        prometheus.close();
        proxy.close();
    }
}
