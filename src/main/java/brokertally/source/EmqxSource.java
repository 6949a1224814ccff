package brokertally.source;

import brokertally.model.Endpoint;
import brokertally.model.Reason;
import brokertally.model.SeriesTable;
import brokertally.text.Page;
import brokertally.text.ParseException;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * One EMQX 5 or 6 node: its scrape endpoints in {@code mode=node}, all at once, and what it says of itself.
 *
 * <p>Without {@code stats} there is no sample; other endpoints may be missing. Endpoints that not every edition has are
 * asked once and, after a 404, not again until the broker has restarted. EMQX 6 lets {@code data_integration} be read only
 * once in 5 s for all readers together (status 429): then the last page serves for a while.
 */
final class EmqxSource implements Source {
    /** Editions differ in these; their absence is no failure. */
    private static final Set<Endpoint> OPTIONAL =
            EnumSet.of(Endpoint.SCHEMA_VALIDATION, Endpoint.MESSAGE_TRANSFORMATION);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final long SERVES_NANOS = 15_000_000_000L;

    private final HttpPages pages;
    private final EmqxAccess access;
    private final EmqxAbout about;
    private final Ingest ingest;
    private final Timing timing;
    private final EnumMap<Endpoint, Target> targets = new EnumMap<>(Endpoint.class);
    private final Set<Endpoint> absent = EnumSet.noneOf(Endpoint.class);
    private OptionalLong started = OptionalLong.empty();
    private boolean closed;

    EmqxSource(HttpPages pages, EmqxAccess access, Ingest ingest) {
        this.pages = pages;
        this.access = access;
        this.timing = pages.timing();
        this.about = new EmqxAbout(pages, access);
        this.ingest = ingest;
        for (Endpoint endpoint : Endpoint.values()) {
            String path = "/api/v5/prometheus/" + endpoint.path() + "?mode=node";
            targets.put(endpoint, access.withKey(path, access.pageBytes()));
        }
    }

    @Override
    public String kind() {
        return "emqx";
    }

    @Override
    public Future<Reading> read() {
        if (closed) {
            return Future.succeededFuture(new Reading.Failure(Reason.FAILED, "the source is closed"));
        }
        long deadline = timing.deadline();
        List<Endpoint> asked =
                targets.keySet().stream().filter(e -> !absent.contains(e)).toList();
        List<Future<?>> answers = new ArrayList<>();
        answers.add(about.ask(deadline));
        for (Endpoint endpoint : asked) {
            answers.add(pages.get(targets.get(endpoint), deadline));
        }
        return Future.join(answers)
                .compose(all -> pages.read(targets.values(), () -> reading(asked, all)))
                .otherwise(PrometheusSource::failure);
    }

    private Reading reading(List<Endpoint> asked, CompositeFuture all) {
        EmqxAbout.About said = all.resultAt(0);
        notice(said.who().startedMillis());
        List<Page> bodies = new ArrayList<>();
        Map<String, Reason> missing = new TreeMap<>();
        said.problem().ifPresent(reason -> missing.put("about", reason));
        for (int i = 0; i < asked.size(); i++) {
            Endpoint endpoint = asked.get(i);
            Fetched answer = all.resultAt(i + 1);
            if (answer instanceof Fetched.Ok || servesAgain(endpoint, answer)) {
                bodies.add(PrometheusSource.page(endpoint, targets.get(endpoint).body()));
            } else if (answer instanceof Fetched.Failed failed) {
                if (endpoint == Endpoint.STATS) {
                    forget();
                    return PrometheusSource.failure(failed);
                }
                miss(endpoint, failed, missing);
            }
        }
        return ingested(bodies, said, missing);
    }

    private Reading ingested(List<Page> bodies, EmqxAbout.About said, Map<String, Reason> missing) {
        try {
            Ingest.Ingested read = ingest.read(bodies, said.who().node(), timing.wall());
            if (!hasStats(read.schema().table())) {
                forget();
                return PrometheusSource.nothing(read);
            }
            if (said.who().node().isEmpty() && !access.named()) {
                return unnamed(said);
            }
            return new Reading.Success(
                    who(said.who(), read.who()), read.schema(), read.values(), read.left(), read.refused(), missing);
        } catch (ParseException e) {
            return new Reading.Failure(Reason.MALFORMED, e.getMessage());
        }
    }

    /** Under a made-up name the numbers would be counted once more as soon as the true one is known. */
    private static Reading unnamed(EmqxAbout.About said) {
        Reason reason = said.problem().orElse(Reason.MALFORMED);
        return new Reading.Failure(reason, "the node does not tell its name at=/api/v5/status");
    }

    /**
     * With a key only the node's own word on its start counts: its pages (EMQX 6) tell the start of the Erlang system, some
     * seconds earlier, and one or the other by turns would look like restarts.
     */
    private Reading.Who who(Reading.Who said, Reading.Who shown) {
        return new Reading.Who(
                said.node(), said.version(), access.hasKey() ? said.startedMillis() : shown.startedMillis());
    }

    private boolean servesAgain(Endpoint endpoint, Fetched answer) {
        return answer instanceof Fetched.Failed failed
                && failed.status() == TOO_MANY_REQUESTS
                && targets.get(endpoint).body().isYoungerThan(SERVES_NANOS, timing.nano());
    }

    private void miss(Endpoint endpoint, Fetched.Failed failed, Map<String, Reason> missing) {
        if (OPTIONAL.contains(endpoint) && failed.reason() == Reason.NOT_FOUND) {
            absent.add(endpoint);
        } else {
            missing.put(endpoint.path(), failed.reason());
        }
    }

    /** A later start is a restart, perhaps with another version: pages of the old life serve no more. */
    private void notice(OptionalLong told) {
        if (told.isEmpty()) {
            return;
        }
        if (started.isPresent() && told.getAsLong() > started.getAsLong() + Incarnations.TOLERANCE_MILLIS) {
            forget();
        }
        started = told;
    }

    private void forget() {
        about.forget();
        absent.clear();
        for (Map.Entry<Endpoint, Target> target : targets.entrySet()) {
            target.getValue().body().expire();
        }
    }

    private static boolean hasStats(SeriesTable table) {
        return table.families() > 0 && table.family(0).endpoint() == Endpoint.STATS;
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return pages.close();
    }
}
