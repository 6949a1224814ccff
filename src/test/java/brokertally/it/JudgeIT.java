package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.it.FaultScript.Fault;
import brokertally.it.Judge.Verdict;
import brokertally.it.MovingBroker.Counted;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants I1 and I2 before a judge who knows nothing of us: while sidecars and brokers of a cluster die, freeze and leave,
 * a real Prometheus finds no reset in any aggregated counter, and {@code increase()} is what the brokers have counted. What it
 * finds in the plain sums of the same cluster is printed beside it.
 *
 * <p>System properties: {@code judge.seconds}, how long faults are made: from 300 on for this time and at least 25 of
 * them, else (the default) each kind once, {@code judge.seed}.
 */
class JudgeIT {
    private static final int NODES = 3;
    private static final int SECONDS = Integer.getInteger("judge.seconds", 0);
    private static final long SEED = Long.getLong("judge.seed", 20260);
    private static final boolean LONG = SECONDS >= 300;
    private static final String FAMILY = "emqx_messages_received";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<MovingBroker> brokers = new ArrayList<>();
    private SidecarCluster sidecars;
    private Judge judge;

    @AfterEach
    void stop() throws Exception {
        if (judge != null) {
            judge.close();
        }
        if (sidecars != null) {
            sidecars.close();
        }
        for (MovingBroker broker : brokers) {
            broker.close();
        }
        ReplayedCluster.await(vertx.close());
    }

    /** Trap 1, trap 2, trap 3, trap 12, trap 26 and trap 29, with all counters of EMQX. */
    @Test
    void replayedEmqxThatCounts_noCounterFalls_andIncreaseIsTheTruth() throws Exception {
        for (int i = 1; i <= NODES; i++) {
            brokers.add(new MovingEmqx(vertx, Path.of("src/test/resources/emqx-5.8.9/traffic/node" + i)));
        }
        List<Fault> faults = LONG
                ? List.of(Fault.values())
                : List.of(Fault.KILL_SIDECAR, Fault.KILL_BROKER, Fault.FREEZE_5_SECONDS, Fault.RESTART_SIDECAR);
        judge("replayed EMQX", i -> "", faults);
    }

    /** Trap 1, trap 2, trap 3, trap 26 and trap 29, with brokers whose clients and counters are real. */
    @Test
    void realMosquitto_noCounterFalls_andIncreaseIsTheTruth() throws Exception {
        Programs.find("mosquitto", "mosquitto");
        for (int i = 0; i < NODES; i++) {
            brokers.add(new MovingMosquitto(directory));
        }
        List<Fault> faults = LONG ? List.of(Fault.values()) : List.of(Fault.KILL_BROKER, Fault.KILL_SIDECAR);
        judge("Mosquitto", i -> "node { name = \"mosquitto" + i + "@it\" }\n", faults);
    }

    private void judge(String what, java.util.function.IntFunction<String> name, List<Fault> faults) throws Exception {
        Programs.find("prometheus", "prometheus");
        sidecars = SidecarCluster.start(NODES, i -> settings(i) + name.apply(i));
        judge = new Judge(directory, sidecars, brokers);
        judge.awaitScrapes(3);
        for (MovingBroker broker : brokers) {
            broker.count();
        }
        FaultScript script = new FaultScript(sidecars, brokers, SEED);
        try {
            script.run(faults, LONG ? Duration.ofSeconds(SECONDS) : Duration.ZERO, LONG ? 25 : faults.size());
            for (MovingBroker broker : brokers) {
                broker.rest();
            }
            judge.awaitScrapes(6);
        } catch (Exception | AssertionError e) {
            e.addSuppressed(new AssertionError(report(script)));
            throw e;
        }
        sentence(what, script);
    }

    private String settings(int i) {
        return brokers.get(i).source()
                + """
                data_dir = "%s"
                cluster { size = %d }
                sampling { interval = 1s, max_age = 200ms }
                gather { timeout = 1s, stale_after = 5s }
                """
                        .formatted(directory.resolve("data" + i), NODES);
    }

    private void sentence(String what, FaultScript script) {
        Verdict monotone = judge.monotone();
        Verdict running = judge.running();
        Map<String, Counted> counted = judge.counted();
        print(what, script.events().size() + " events, seed " + SEED + ", " + judge.scrapes());
        print(what, figures("counters=monotone", monotone, counted));
        print(
                what,
                "counters=monotone: last " + FAMILY + " less first "
                        + monotone.spans().get(FAMILY) + ", not in the answers "
                        + monotone.holes().size() + " series");
        print(what, figures("counters=running", running, counted));
        String report = report(script);

        assertThat(judge.families()).as("counter families on the page").contains(FAMILY);
        assertThat(counted.get(FAMILY).least()).as("the brokers have counted").isPositive();
        assertThat(monotone.series()).as("series judged").isGreaterThanOrEqualTo(counted.size());
        assertThat(monotone.falls())
                .as("resets of aggregated counters%n%s", report)
                .isEmpty();
        assertThat(monotone.holes())
                .as("aggregated counters that an answer left out%n%s", report)
                .isEmpty();
        Map<String, Long> lost = judge.lost();
        assertThat(wrong(monotone.spans(), counted, lost, false))
                .as("last value less first one is not what was counted%n%s", report)
                .isEmpty();
        assertThat(wrong(monotone.increases(), counted, lost, true))
                .as("increase() is not what was counted%n%s", report)
                .isEmpty();
    }

    /**
     * The series that did not grow as counted, less the ends of lives. What increase() adds at both ends of its window, where
     * nothing moved, is at most the mean growth of an interval at each.
     */
    private static List<String> wrong(
            Map<String, Double> found, Map<String, Counted> counted, Map<String, Long> lost, boolean extrapolated) {
        return counted.entrySet().stream()
                .filter(series -> {
                    Counted truth = series.getValue();
                    double grown = found.getOrDefault(series.getKey(), Double.NaN);
                    long more = extrapolated ? 2 * truth.sample() : 0;
                    return !(grown >= truth.least() - lost.get(series.getKey()) && grown <= truth.most() + more);
                })
                .map(series -> series.getKey() + ": found " + found.get(series.getKey()) + ", true " + series.getValue()
                        + ", may be lost " + lost.get(series.getKey()))
                .toList();
    }

    private static String figures(String counters, Verdict verdict, Map<String, Counted> counted) {
        double all = counted.keySet().stream()
                .mapToDouble(series -> verdict.increases().getOrDefault(series, 0.0))
                .sum();
        long truth = counted.values().stream().mapToLong(Counted::least).sum();
        return "%s: %d resets in %d series; increase(%s) %.0f, true %d; increase of all %.0f, true %d"
                .formatted(
                        counters,
                        verdict.resets(),
                        verdict.series(),
                        FAMILY,
                        verdict.increases().getOrDefault(FAMILY, Double.NaN),
                        counted.get(FAMILY).least(),
                        all,
                        truth);
    }

    private static void print(String what, String figures) {
        System.out.println("JudgeIT figures, " + what + ": " + figures);
    }

    private String report(FaultScript script) {
        return script.events().stream().collect(Collectors.joining("\n", "events:\n", "\n")) + sidecars.logTails();
    }
}
