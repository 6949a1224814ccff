package brokertally.cluster;

import brokertally.TestSnapshots;
import brokertally.ledger.Bookkeeper;
import brokertally.ledger.LedgerPage;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.scrape.InProcessNode;
import brokertally.scrape.InProcessNode.FakeCluster;
import brokertally.source.Collector;
import brokertally.source.Identity;
import brokertally.source.Reading;
import brokertally.source.Source;
import brokertally.text.ParseReport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Sidecars on one event loop, with real collectors beside brokers that are a number. */
final class LoopFixture implements AutoCloseable {
    static final Schema SCHEMA = TestSnapshots.schema(2);
    static final Bookkeeper.Rules RULES = new Bookkeeper.Rules(family -> family.type() == MetricType.COUNTER, 1000);

    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    final FakeCluster cluster = new FakeCluster();
    private final Context loop = vertx.getOrCreateContext();

    /** A broker whose every series has one value. */
    static final class NumberBroker implements Source {
        private final String node;
        private final Schema schema;
        private boolean down;
        private double value;
        private OptionalLong started = OptionalLong.empty();

        NumberBroker(String node, double value) {
            this(node, value, SCHEMA);
        }

        NumberBroker(String node, double value, Schema schema) {
            this.node = node;
            this.value = value;
            this.schema = schema;
        }

        void set(double next) {
            value = next;
        }

        void startedAt(long millis) {
            started = OptionalLong.of(millis);
        }

        void down(boolean now) {
            down = now;
        }

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public Future<Reading> read() {
            if (down) {
                return Future.succeededFuture(new Reading.Failure(Reason.FAILED, "down"));
            }
            double[] values = new double[schema.size()];
            Arrays.fill(values, value);
            return Future.succeededFuture(new Reading.Success(
                    new Reading.Who(Optional.of(node), "1", started), schema, values, ParseReport.CLEAN, Map.of()));
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    /** A sidecar that is deployed; its broker tells its name only when it is read. */
    InProcessNode start(String member, Source broker, Optional<Path> dataDir) throws Exception {
        Collector collector = new Collector(
                broker,
                new Identity(member, Optional.empty(), "host-of-" + member),
                System::currentTimeMillis,
                System::nanoTime);
        InProcessNode node = new InProcessNode(
                vertx,
                cluster,
                collector,
                new InProcessNode.Place(member, InProcessNode.asking(Duration.ofSeconds(2)), dataDir));
        await(vertx.deployVerticle(node.verticle()));
        return node;
    }

    InProcessNode start(String member, Source broker) throws Exception {
        return start(member, broker, Optional.empty());
    }

    /** Makes the members known to this node. */
    void meet(InProcessNode node) throws Exception {
        on(() -> {
            node.link().meet();
            return null;
        });
    }

    static Snapshot sample(String node, long incarnation, long sequence, double value) {
        double[] values = new double[SCHEMA.size()];
        Arrays.fill(values, value);
        return new Snapshot(
                node, new Incarnation(incarnation), new Snapshot.Moment(sequence, sequence), SCHEMA, values);
    }

    static LedgerPage page(String node, long incarnation, long sequence, double value) {
        return new Bookkeeper(RULES).found(sample(node, incarnation, sequence, value));
    }

    /** What the first counter of a node contributes. */
    static double total(LedgerPage page) {
        return page.current().total(1);
    }

    /** Runs on the event loop. */
    <T> T on(Callable<T> action) throws Exception {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(v -> {
            try {
                promise.complete(action.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return await(promise.future());
    }

    /** Runs on the event loop what completes later. */
    <T> T later(Callable<Future<T>> action) throws Exception {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(v -> {
            try {
                action.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return await(promise.future());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(vertx.close());
    }
}
