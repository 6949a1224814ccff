package brokertally.it;

import brokertally.ReplayServer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A replayed EMQX node whose counters move: ten times a second each counter grows by its own step. A life after the first one
 * starts with all counters at 0 and tells its own start.
 */
final class MovingEmqx implements MovingBroker {
    private static final long TICK_MILLIS = 100;

    /** Samples are taken every second, more often under scrape; half a second is for the machine. */
    private static final long TICKS_OF_A_SAMPLE = 15;

    private final Vertx vertx;
    private final Path recording;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private ReplayServer server;
    private boolean counting;
    private boolean alive = true;
    private boolean firstLife = true;
    private long ticksOfThisLife;
    private long ticks;
    private int livesEnded;

    /** Plays the node recorded in this directory. */
    MovingEmqx(Vertx vertx, Path recording) throws Exception {
        this.vertx = vertx;
        this.recording = recording;
        listen(0);
        clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void listen(int port) throws Exception {
        server = ReplayedCluster.await(ReplayServer.start(vertx, port, recording));
        server.moving(this::moved);
    }

    private synchronized void tick() {
        if (counting && alive) {
            ticksOfThisLife++;
            ticks++;
        }
    }

    @Override
    public String source() {
        return "source { type = emqx, url = \"" + server.url() + "\", api_key = key, api_secret = secret }\n";
    }

    @Override
    public synchronized void count() {
        counting = true;
    }

    @Override
    public synchronized void rest() {
        counting = false;
    }

    @Override
    public void kill() throws Exception {
        synchronized (this) {
            alive = false;
            livesEnded += counting ? 1 : 0;
        }
        ReplayedCluster.await(server.close());
    }

    @Override
    public void restart() throws Exception {
        synchronized (this) {
            firstLife = false;
            ticksOfThisLife = 0;
            alive = true;
        }
        listen(server.port());
        server.uptime(0);
    }

    @Override
    public synchronized int livesEnded() {
        return livesEnded;
    }

    @Override
    public Map<String, Counted> counted() {
        long now;
        synchronized (this) {
            now = ticks;
        }
        Map<String, Counted> counted = new TreeMap<>();
        try (var pages = Files.list(recording)) {
            for (Path page : (Iterable<Path>) pages.filter(p -> p.toString().endsWith(".node.txt"))::iterator) {
                String counters = change(Files.readString(page), (series, value) -> now * step(series));
                AggregatedCounters.withLabels(counters)
                        .forEach((series, value) -> counted.put(
                                series,
                                new Counted(value.longValue(), value.longValue(), TICKS_OF_A_SAMPLE * step(series))));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return counted;
    }

    private synchronized String moved(String page) {
        long base = firstLife ? 1 : 0;
        long now = ticksOfThisLife;
        return change(page, (series, value) -> base * value + now * step(series));
    }

    private interface Change {
        long apply(String series, long recorded);
    }

    /** The page with other numbers for its counters. */
    private static String change(String page, Change change) {
        StringBuilder changed = new StringBuilder(page.length() + 1024);
        Set<String> counters = new HashSet<>();
        for (String line : page.split("\n")) {
            String[] words = line.split(" ");
            if (line.startsWith("# TYPE ") && words[3].equals("counter")) {
                counters.add(words[2]);
            }
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#") && space > 0 && counters.contains(AggregatedCounters.family(line))) {
                String series = line.substring(0, space);
                long recorded = (long) Double.parseDouble(line.substring(space + 1));
                changed.append(series).append(' ').append(change.apply(series, recorded));
            } else {
                changed.append(line);
            }
            changed.append('\n');
        }
        return changed.toString();
    }

    /** 1 to 7, always the same for a series. */
    private static long step(String series) {
        int brace = series.indexOf('{');
        return 1 + Math.floorMod((brace < 0 ? series : series.substring(0, brace)).hashCode(), 7);
    }

    @Override
    public void close() throws Exception {
        clock.shutdownNow();
        if (alive) {
            ReplayedCluster.await(server.close());
        }
    }
}
