package brokertally.source;

import brokertally.model.Endpoint;
import brokertally.model.Reason;
import brokertally.text.Page;
import brokertally.text.ParseException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Any broker with one or several metrics pages. All pages are asked at once, under one time limit. A page that fails while
 * another has series is {@link Reading.Success#missing}.
 */
final class PrometheusSource implements Source {
    private final String kind;
    private final HttpPages pages;
    private final EnumMap<Endpoint, Target> targets;
    private final Ingest ingest;
    private final Timing timing;
    private boolean closed;

    /**
     * A source.
     *
     * @param kind as in {@code source.type}
     * @param targets the page of each endpoint, one at least
     */
    PrometheusSource(String kind, HttpPages pages, Map<Endpoint, Target> targets, Ingest ingest) {
        this.kind = kind;
        this.pages = pages;
        this.targets = new EnumMap<>(targets);
        this.ingest = ingest;
        this.timing = pages.timing();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Future<Reading> read() {
        if (closed) {
            return Future.succeededFuture(new Reading.Failure(Reason.FAILED, "the source is closed"));
        }
        long deadline = timing.deadline();
        List<Future<Fetched>> asked = targets.values().stream()
                .map(target -> pages.get(target, deadline))
                .toList();
        return Future.join(asked)
                .compose(all -> pages.read(targets.values(), () -> reading(all.list())))
                .otherwise(PrometheusSource::failure);
    }

    private Reading reading(List<Fetched> answers) {
        List<Page> bodies = new ArrayList<>();
        Map<String, Reason> missing = new TreeMap<>();
        Optional<Fetched.Failed> failed = Optional.empty();
        int next = 0;
        for (Endpoint endpoint : targets.keySet()) {
            Fetched answer = answers.get(next++);
            if (answer instanceof Fetched.Ok ok) {
                bodies.add(page(endpoint, ok.body()));
            } else if (answer instanceof Fetched.Failed failure) {
                missing.put(endpoint.path(), failure.reason());
                failed = failed.isEmpty() ? Optional.of(failure) : failed;
            }
        }
        if (bodies.isEmpty()) {
            return failure(failed.orElseThrow());
        }
        return ingested(bodies, missing, failed);
    }

    private Reading ingested(List<Page> bodies, Map<String, Reason> missing, Optional<Fetched.Failed> failed) {
        try {
            Ingest.Ingested read = ingest.read(bodies, Optional.empty(), timing.wall());
            if (read.schema().size() > 0) {
                return new Reading.Success(
                        read.who(), read.schema(), read.values(), read.left(), read.refused(), missing);
            }
            return failed.map(PrometheusSource::failure).orElse(nothing(read));
        } catch (ParseException e) {
            return new Reading.Failure(Reason.MALFORMED, e.getMessage());
        }
    }

    static Reading failure(Fetched.Failed failed) {
        return new Reading.Failure(failed.reason(), failed.detail());
    }

    static Reading failure(Throwable cause) {
        return new Reading.Failure(Reason.FAILED, Reasons.detail(cause));
    }

    /** A page without any series: broken when it has lines that cannot be read, else of a broker that has just started. */
    static Reading nothing(Ingest.Ingested read) {
        return read.left().badLines() > 0
                ? new Reading.Failure(Reason.MALFORMED, read.left().first().orElse("no line can be read"))
                : new Reading.Failure(Reason.EMPTY, "the page has no series");
    }

    static Page page(Endpoint endpoint, PageBody body) {
        return new Page(endpoint, body.dialect(), body.bytes(), body.length());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return pages.close();
    }
}
