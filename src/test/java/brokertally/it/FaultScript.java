package brokertally.it;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes one fault after another in a cluster, in an order that a seed decides. The next one comes when the cluster is complete
 * again: never are two members lost at once, nor a broker together with another node's sidecar.
 */
final class FaultScript {
    /** What can happen to a node. */
    enum Fault {
        KILL_SIDECAR,
        FREEZE_5_SECONDS,
        FREEZE_20_SECONDS,
        RESTART_SIDECAR,
        KILL_BROKER
    }

    private final SidecarCluster sidecars;
    private final List<? extends MovingBroker> brokers;
    private final Random random;
    private final List<String> events = new ArrayList<>();

    FaultScript(SidecarCluster sidecars, List<? extends MovingBroker> brokers, long seed) {
        this.sidecars = sidecars;
        this.brokers = brokers;
        this.random = new Random(seed);
    }

    /** Goes on for this time at least and for so many events at least; every kind comes once before any comes again. */
    void run(List<Fault> faults, Duration atLeast, int events) throws Exception {
        long end = System.nanoTime() + atLeast.toNanos();
        long latest = end + 3 * atLeast.toNanos() + Duration.ofMinutes(5).toNanos();
        List<Fault> bag = new ArrayList<>();
        while (System.nanoTime() < end || this.events.size() < events) {
            if (System.nanoTime() > latest) {
                throw new AssertionError("only " + this.events.size() + " faults in four times the time");
            }
            if (bag.isEmpty()) {
                bag.addAll(faults);
                Collections.shuffle(bag, random);
            }
            make(bag.remove(bag.size() - 1), random.nextInt(brokers.size()));
        }
    }

    private void make(Fault fault, int node) throws Exception {
        String what = Instant.now() + " " + fault + " node " + node;
        long start = System.nanoTime();
        switch (fault) {
            case KILL_SIDECAR -> {
                sidecars.get(node).killNine();
                pause(1 + random.nextInt(3));
                sidecars.get(node).launch();
            }
            case RESTART_SIDECAR -> {
                sidecars.get(node).terminate();
                pause(1 + random.nextInt(3));
                sidecars.get(node).launch();
            }
            case FREEZE_5_SECONDS -> freeze(node, 5);
            case FREEZE_20_SECONDS -> freeze(node, 20);
            case KILL_BROKER -> {
                brokers.get(node).kill();
                pause(1 + random.nextInt(3));
                brokers.get(node).restart();
            }
            default -> throw new AssertionError(fault);
        }
        sidecars.awaitComplete(brokers.size());
        events.add(what + ", complete after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        // Between two faults a while in which all is well: a broker's life is longer than what tells its lives apart.
        pause(3);
    }

    private void freeze(int node, int seconds) throws Exception {
        sidecars.get(node).signal("STOP");
        try {
            pause(seconds);
        } finally {
            sidecars.get(node).signal("CONT");
        }
    }

    static void pause(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(seconds + 5L))
                .until(() -> System.nanoTime() >= end);
    }

    /** What has been done, with its time. */
    List<String> events() {
        return List.copyOf(events);
    }
}
