package brokertally.bench;

import brokertally.TestSnapshots;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.wire.WireBench;
import brokertally.wire.WireException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One node's report with 10,000 series on the wire, schema known; time and bytes for one series. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class SnapshotCodecBenchmark {
    private static final int SERIES = 10_000;

    private final WireBench wire = new WireBench();
    private Schema schema;
    private Snapshot snapshot;
    private byte[] bytes;

    @Setup
    public void prepare() {
        schema = TestSnapshots.schema(SERIES - 1);
        snapshot = TestSnapshots.snapshot("emqx@a", 1, schema, 1);
        bytes = wire.write(snapshot);
    }

    /** The bytes of the report. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public byte[] write() {
        return wire.write(snapshot);
    }

    /** The snapshot of the report, with its own array of 8 bytes a series. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public Snapshot read() throws WireException {
        return wire.read(bytes, schema);
    }
}
