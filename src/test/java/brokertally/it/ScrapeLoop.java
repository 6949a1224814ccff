package brokertally.it;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Scrapes one sidecar again and again, 100 ms after each answer, as a scraper with a short interval does. */
final class ScrapeLoop implements AutoCloseable {
    private static final long PAUSE_NANOS = 100_000_000L;

    private final SidecarProcess sidecar;
    private final String path;
    private final List<Scraped> scraped = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "scrapes");
    private volatile boolean ended;

    /**
     * One answer.
     *
     * @param atNanos when it was asked for
     * @param millis how long it took
     * @param status of HTTP; 0 when there was none
     * @param body the page, or why there is none
     */
    record Scraped(long atNanos, long millis, int status, String body) {}

    ScrapeLoop(SidecarProcess sidecar, String path) {
        this.sidecar = sidecar;
        this.path = path;
        thread.start();
    }

    private void run() {
        while (!ended) {
            long start = System.nanoTime();
            int status = 0;
            String body;
            try {
                HttpResponse<String> response = sidecar.get(path);
                status = response.statusCode();
                body = response.body();
            } catch (IOException e) {
                body = e.toString();
            } catch (InterruptedException e) {
                return;
            }
            scraped.add(new Scraped(start, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), status, body));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** What has been answered so far. */
    List<Scraped> answers() {
        return List.copyOf(scraped);
    }

    /** What was asked for after this time and has been answered so far. */
    List<Scraped> since(long nanos) {
        return scraped.stream().filter(answer -> answer.atNanos() >= nanos).toList();
    }

    static long max(List<Scraped> answers) {
        return answers.stream().mapToLong(Scraped::millis).max().orElseThrow();
    }

    static long median(List<Scraped> answers) {
        long[] sorted = answers.stream().mapToLong(Scraped::millis).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The figures of a report: how many answers, their median, their longest. */
    static String figures(String what, List<Scraped> answers) {
        return "%s: %d answers, median %d ms, max %d ms".formatted(what, answers.size(), median(answers), max(answers));
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.join(20_000);
    }
}
