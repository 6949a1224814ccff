package brokertally.bench;

import brokertally.ledger.Bookkeeper;
import brokertally.ledger.LedgerPage;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The page of the next sample of a node with 10,000 counters: when nothing fell, and when everything began anew. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LedgerBenchmark {
    @Param({"10000"})
    public int series;

    /** Whether something stands behind the counters already. */
    @Param({"false", "true"})
    public boolean base;

    private Bookkeeper keeper;
    private LedgerPage page;
    private Snapshot steady;
    private Snapshot restarted;

    @Setup
    public void setUp() {
        keeper = new Bookkeeper(new Bookkeeper.Rules(family -> family.type() != MetricType.GAUGE, 1_000));
        Schema schema = schema();
        Random random = new Random(1);
        double[] values =
                random.doubles(schema.size(), 10, 1e9).map(Math::floor).toArray();
        double[] more = values.clone();
        double[] fewer = new double[values.length];
        for (int i = 0; i < more.length; i++) {
            more[i] += i % 3;
            fewer[i] = i % 7;
        }
        page = keeper.found(sample(schema, 1, 1, values));
        if (base) {
            page = keeper.absorb(page, sample(schema, 2, 2, values));
        }
        long life = page.head().incarnation().startedMillis();
        steady = sample(schema, 3, life, more);
        restarted = sample(schema, 3, life + 1, fewer);
    }

    private static Snapshot sample(Schema schema, long sequence, long life, double[] values) {
        Snapshot.Moment moment = new Snapshot.Moment(sequence, sequence);
        return new Snapshot("emqx@10.0.0.1", new Incarnation(life), moment, schema, values);
    }

    private Schema schema() {
        SchemaBuilder builder = new SchemaBuilder();
        for (int name = 0; name < 20; name++) {
            Family counter = new Family(Endpoint.DATA_INTEGRATION, "emqx_rule_" + name, MetricType.COUNTER, "Help.");
            int family = builder.family(counter);
            for (int id = 0; id < series / 20; id++) {
                builder.add(family, Suffix.NONE, "id=\"rule_%05d\"".formatted(id));
            }
        }
        return builder.build().schema();
    }

    /** The writer's page of a sample in which nothing fell. */
    @Benchmark
    public LedgerPage absorb() {
        return keeper.absorb(page, steady);
    }

    /** The same at another sidecar. */
    @Benchmark
    public Optional<LedgerPage> follow() {
        return Bookkeeper.follow(
                page, steady, page.head().founded(), page.head().stamp());
    }

    /** The writer's page of the first sample of a new life. */
    @Benchmark
    public LedgerPage restart() {
        return keeper.absorb(page, restarted);
    }
}
