package brokertally.http;

import brokertally.model.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what comes through the door. Its labels come from us alone: known paths and the codes that we send. */
final class Traffic {
    private final Map<Key, LongAdder> requests = new ConcurrentHashMap<>();
    private final AtomicInteger scrapes = new AtomicInteger();

    private record Key(String path, int code) {}

    /** Counts an answer; the path must be one of ours, or a word for all others. */
    void answered(String path, int code) {
        requests.computeIfAbsent(new Key(path, code), key -> new LongAdder()).increment();
    }

    void scrapeBegins() {
        scrapes.incrementAndGet();
    }

    void scrapeEnds() {
        scrapes.decrementAndGet();
    }

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        requests.forEach((key, count) -> measures.add(
                Measure.counter("brokertally_http_requests_total", "Requests answered, by path and status.", (double)
                                count.sum())
                        .with("path", key.path())
                        .with("code", Integer.toString(key.code()))));
        measures.add(Measure.gauge(
                "brokertally_http_scrapes_in_progress", "Scrapes that wait for their answer.", scrapes.get()));
        return measures;
    }
}
