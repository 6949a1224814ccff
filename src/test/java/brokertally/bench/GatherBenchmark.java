package brokertally.bench;

import brokertally.TestSnapshots;
import brokertally.config.Settings.Counters;
import brokertally.model.Schema;
import brokertally.scrape.InProcessNode;
import brokertally.scrape.InProcessNode.CountingBroker;
import brokertally.scrape.InProcessNode.FakeCluster;
import brokertally.tally.Gathered;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long one gather of all nodes takes, every broker read anew, on the event bus of one unclustered Vert.x with one event
 * loop: messages are written, copied and read, no socket is between. Prints p50 and minimum in microseconds.
 *
 * <p>{@code java -XX:+UseSerialGC -cp … brokertally.bench.GatherBenchmark [gathers]}
 */
public final class GatherBenchmark {
    /** With the gauge of {@link TestSnapshots}: 305, as one EMQX node has without rules (size S). */
    private static final int COUNTERS = 304;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final FakeCluster cluster = new FakeCluster();
    private final Context loop = vertx.getOrCreateContext();
    private final Schema schema = TestSnapshots.schema(COUNTERS);
    private final int nodes;
    private InProcessNode self;

    private GatherBenchmark(int nodes) {
        this.nodes = nodes;
    }

    /** One argument: how many gathers are measured; 5,000 without. */
    public static void main(String[] arguments) throws Exception {
        int gathers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        for (int nodes : new int[] {3, 10, 30}) {
            GatherBenchmark benchmark = new GatherBenchmark(nodes);
            benchmark.start();
            benchmark.measure(gathers);
            long[] nanos = benchmark.measure(gathers);
            System.out.printf(
                    "gather, %d nodes of %d series: p50 %.0f us, min %.0f us%n",
                    nodes, schemaSize(), nanos[nanos.length / 2] / 1e3, nanos[0] / 1e3);
            await(benchmark.vertx.close());
        }
    }

    private static int schemaSize() {
        return COUNTERS + 1;
    }

    private void start() throws Exception {
        for (int i = 0; i < nodes; i++) {
            String member = "m%02d".formatted(i);
            CountingBroker broker = new CountingBroker(member, "emqx@10.0.0." + i, schema);
            InProcessNode node =
                    new InProcessNode(vertx, cluster, member, broker, InProcessNode.asking(Duration.ofSeconds(5)));
            self = i == 0 ? node : self;
            await(vertx.deployVerticle(node.verticle()));
        }
        onLoop(() -> {
            self.link().meet();
            return Future.succeededFuture();
        });
        while (gather().partial() || gather().nodes().size() < nodes) {
            Thread.onSpinWait();
        }
    }

    /** Sorted durations. */
    private long[] measure(int gathers) throws Exception {
        long[] nanos = new long[gathers];
        for (int i = 0; i < gathers; i++) {
            Promise<Long> took = Promise.promise();
            loop.runOnContext(v -> {
                long start = System.nanoTime();
                self.gatherer()
                        .all(5_000, Counters.MONOTONE)
                        .map(all -> complete(all, start))
                        .onComplete(took);
            });
            nanos[i] = await(took.future());
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** A gather without all nodes is none to be measured. */
    private static long complete(Gathered all, long startNanos) {
        if (all.partial()) {
            throw new IllegalStateException(all.answered() + " nodes answered");
        }
        return System.nanoTime() - startNanos;
    }

    private Gathered gather() throws Exception {
        return onLoop(() -> self.gatherer().all(5_000, Counters.MONOTONE));
    }

    private <T> T onLoop(java.util.function.Supplier<Future<T>> action) throws Exception {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(v -> action.get().onComplete(promise));
        return await(promise.future());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
