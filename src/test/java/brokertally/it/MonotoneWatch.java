package brokertally.it;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Asks sidecars again and again for their aggregated page and holds each answer against the answers that had arrived before it
 * was asked for: no aggregated counter may be lower or gone (invariant I1).
 */
final class MonotoneWatch implements AutoCloseable {
    /** Whose earlier answers count. */
    enum Against {
        /** Of all sidecars. */
        ALL,
        /** Of the same sidecar: while the cluster is split no side knows what the other has shown. */
        ITSELF
    }

    /** What is known of a sidecar, and so what its answers must be. */
    private enum Expected {
        /** It lives and answers. */
        ANSWERS,
        /** It starts: until it answers with all members it need not answer, nor know anything. */
        STARTS,
        /** It was frozen: until it has asked the others it may say 503 STARTING, but each page that it gives is judged. */
        THAWS,
        /** It is down or frozen, and is not asked. */
        NOTHING
    }

    /**
     * One answer.
     *
     * @param sidecar who gave it
     * @param atNanos when it was asked for
     * @param millis how long it took
     * @param status of HTTP; 0 when there was none
     * @param body the page, or why there is none
     */
    record Seen(int sidecar, long atNanos, long millis, int status, String body) {
        /** One of its samples; NaN when it has none of this name. */
        double sample(String series) {
            return Samples.of(body).getOrDefault(series, Double.NaN);
        }
    }

    private final SidecarCluster cluster;
    private final Against against;
    private final long pauseNanos;
    private final Expected[] expected;
    private final List<ConcurrentMap<String, Double>> highest = new ArrayList<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<Thread> threads;
    private volatile boolean ended;

    /** Asks each sidecar so many milliseconds after its last answer. */
    MonotoneWatch(SidecarCluster cluster, Against against, long pauseMillis) {
        this.cluster = cluster;
        this.against = against;
        this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        int size = cluster.all().size();
        this.expected = new Expected[size];
        ConcurrentMap<String, Double> shared = new ConcurrentHashMap<>();
        for (int i = 0; i < size; i++) {
            expected[i] = Expected.ANSWERS;
            highest.add(against == Against.ALL ? shared : new ConcurrentHashMap<>());
        }
        this.threads = IntStream.range(0, size)
                .mapToObj(i -> new Thread(() -> run(i), "watch-" + i))
                .toList();
        threads.forEach(Thread::start);
    }

    /** This sidecar goes down or freezes now: it is asked no more. */
    void leaves(int sidecar) {
        set(sidecar, Expected.NOTHING);
    }

    /** This sidecar has been started: it is judged from its first answer with all members on. */
    void starts(int sidecar) {
        set(sidecar, Expected.STARTS);
    }

    /** This sidecar goes on after it was frozen. */
    void thaws(int sidecar) {
        set(sidecar, Expected.THAWS);
    }

    /** This sidecar lives: all its answers count. */
    void lives(int sidecar) {
        set(sidecar, Expected.ANSWERS);
    }

    private void set(int sidecar, Expected what) {
        synchronized (expected) {
            expected[sidecar] = what;
        }
    }

    private Expected expected(int sidecar) {
        synchronized (expected) {
            return expected[sidecar];
        }
    }

    private void run(int sidecar) {
        while (!ended) {
            Expected before = expected(sidecar);
            if (before != Expected.NOTHING) {
                Map<String, Double> floor = Map.copyOf(highest.get(sidecar));
                Seen answer = ask(sidecar);
                // What was asked for before it was taken down is nobody's fault.
                if (expected(sidecar) == before) {
                    judge(answer, before, floor);
                }
            }
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private Seen ask(int sidecar) {
        long start = System.nanoTime();
        int status = 0;
        String body;
        try {
            HttpResponse<String> response = cluster.get(sidecar).get(SidecarCluster.AGGREGATED);
            status = response.statusCode();
            body = response.body();
        } catch (IOException e) {
            body = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            body = e.toString();
        }
        return new Seen(sidecar, start, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), status, body);
    }

    private void judge(Seen answer, Expected before, Map<String, Double> floor) {
        if (before == Expected.STARTS) {
            if (answer.status() != 200 || !SidecarCluster.isComplete(answer.body(), highest.size())) {
                return;
            }
            lives(answer.sidecar());
        }
        if (before == Expected.THAWS) {
            if (answer.status() == 503 && answer.body().contains("STARTING")) {
                return;
            }
            lives(answer.sidecar());
        }
        seen.add(answer);
        if (answer.status() != 200) {
            violations.add(name(answer) + " failed after " + answer.millis() + " ms: " + answer.status() + " "
                    + answer.body());
            return;
        }
        Map<String, Double> counters = AggregatedCounters.of(answer.body());
        List<String> lower = floor.entrySet().stream()
                .filter(one -> !(counters.getOrDefault(one.getKey(), Double.NaN) >= one.getValue()))
                .map(one -> one.getKey() + " was " + one.getValue() + ", is " + counters.get(one.getKey()))
                .toList();
        if (!lower.isEmpty()) {
            violations.add(name(answer) + ": " + lower.size() + " counters fell, " + lower.get(0) + "; "
                    + answer.body().substring(Math.max(0, answer.body().indexOf("# HELP brokertally_nodes_expected"))));
        }
        counters.forEach((series, value) -> highest.get(answer.sidecar()).merge(series, value, Math::max));
    }

    private static String name(Seen answer) {
        return "sidecar " + answer.sidecar() + " at " + java.time.Instant.now();
    }

    /** Failed scrapes, and answers in which counters fell or were gone; the first ones. */
    List<String> violations() {
        return violations.stream().limit(5).toList();
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** What a sidecar was asked for after this time and has answered. */
    List<Seen> since(long nanos, int sidecar) {
        return seen.stream()
                .filter(one -> one.sidecar() == sidecar && one.atNanos() >= nanos)
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join(20_000);
        }
    }
}
