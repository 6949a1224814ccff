package brokertally.bench;

import brokertally.TestSnapshots;
import brokertally.ledger.LedgerPage;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.wire.PageCodec;
import brokertally.wire.WireBench;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import brokertally.wire.WirePages;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One node's report with 10,000 series on the wire, schema known, and its whole page; time and bytes for one series. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class SnapshotCodecBenchmark {
    private static final int SERIES = 10_000;

    private final WireBench wire = new WireBench();
    private final PageCodec pages = new PageCodec(new WireLimits(200_000, 64 << 20));
    private Schema schema;
    private LedgerPage page;
    private byte[] bytes;
    private byte[] pageBytes;

    @Setup
    public void prepare() {
        schema = TestSnapshots.schema(SERIES - 1);
        page = WirePages.page(TestSnapshots.snapshot("emqx@a", 1, schema, 1));
        bytes = wire.write(page);
        pageBytes = PageCodec.write(page);
    }

    /** The bytes of the report. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public byte[] write() {
        return wire.write(page);
    }

    /** The snapshot of the report, with its own array of 8 bytes a series. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public Snapshot read() throws WireException {
        return wire.read(bytes, schema);
    }

    /** The bytes of the page. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public byte[] writePage() {
        return PageCodec.write(page);
    }

    /** The page of these bytes, with a schema of its own. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public LedgerPage readPage() throws WireException {
        return pages.read(pageBytes);
    }
}
