package brokertally.source;

import brokertally.catalog.Catalog;
import brokertally.config.Secret;
import brokertally.config.Settings;
import brokertally.config.Settings.SourceType;
import brokertally.model.Schema;
import brokertally.model.SeriesTable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** One Vert.x context to run sources on, and what tests want of settings and schemas. */
final class Bench implements AutoCloseable {
    static final long BODY_BYTES = 256 << 10;
    static final Catalog CATALOG = Catalog.load();

    final Vertx vertx = Vertx.vertx();
    /** Added to the monotonic clock of sources made here. */
    final AtomicLong laterNanos = new AtomicLong();

    /** {@code source.timeout} of sources made from now on; long, so that a busy machine fails no test. */
    Duration timeout = Duration.ofSeconds(8);

    private final Context context = vertx.getOrCreateContext();

    /** The parts of the settings that differ between tests. */
    record Wanted(SourceType type, String url, Map<String, String> endpoints, String user, String secret) {
        static Wanted of(SourceType type, String url) {
            return new Wanted(type, url, Map.of(), "", "");
        }

        Wanted with(String newUser, String newSecret) {
            return new Wanted(type, url, endpoints, newUser, newSecret);
        }

        Wanted at(Map<String, String> newEndpoints) {
            return new Wanted(type, url, newEndpoints, user, secret);
        }
    }

    Source source(Wanted wanted) {
        return source(wanted, Optional.empty());
    }

    Source source(Wanted wanted, Optional<String> nodeName) {
        Clock clock = new Clock(System::currentTimeMillis, () -> System.nanoTime() + laterNanos.get());
        return Sources.create(vertx, settings(wanted, nodeName), CATALOG, clock);
    }

    private Settings settings(Wanted wanted, Optional<String> nodeName) {
        Settings.Source source = new Settings.Source(
                wanted.type(),
                wanted.url(),
                wanted.endpoints(),
                wanted.user(),
                new Secret(wanted.secret()),
                wanted.user(),
                new Secret(wanted.secret()),
                timeout);
        Settings.Limits limits = new Settings.Limits(10_000, 1024, BODY_BYTES, 4);
        return new Settings(
                new Settings.Node(nodeName),
                null,
                null,
                source,
                null,
                null,
                null,
                limits,
                null,
                null,
                null,
                null,
                null);
    }

    Reading read(Source source) {
        return await(source::read);
    }

    Reading.Success success(Source source) {
        Reading reading = read(source);
        if (reading instanceof Reading.Success success) {
            return success;
        }
        throw new AssertionError("no success but " + reading);
    }

    Reading.Failure failure(Source source) {
        Reading reading = read(source);
        if (reading instanceof Reading.Failure failure) {
            return failure;
        }
        throw new AssertionError("no failure but " + values((Reading.Success) reading));
    }

    /** Runs it on the context and waits. */
    <T> T await(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> action.get().onComplete(promise));
        try {
            return promise.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx::close);
    }

    /** Name with suffix and labels → value. */
    static Map<String, Double> values(Reading.Success success) {
        return values(success.schema(), success.values());
    }

    static Map<String, Double> values(Schema schema, double[] values) {
        Map<String, Double> all = new LinkedHashMap<>();
        SeriesTable table = schema.table();
        for (int f = 0; f < table.families(); f++) {
            for (int s = table.first(f); s < table.end(f); s++) {
                String labels = table.labels(s);
                String name = table.family(f).name() + table.suffix(s).text();
                all.put(labels.isEmpty() ? name : name + "{" + labels + "}", values[s]);
            }
        }
        return all;
    }

    static brokertally.model.Family family(Schema schema, String name) {
        List<brokertally.model.Family> found = schema.table().familyList().stream()
                .filter(family -> family.name().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(name + " is there " + found.size() + " times");
        }
        return found.get(0);
    }
}
