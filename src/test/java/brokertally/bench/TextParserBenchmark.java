package brokertally.bench;

import brokertally.model.Endpoint;
import brokertally.model.SchemaBuilder;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.text.Page;
import brokertally.text.Page.Dialect;
import brokertally.text.PageReader;
import brokertally.text.ParseException;
import brokertally.text.ParseLimits;
import brokertally.text.ParsedPages;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading a page; figures are for one line. Targets: known schema ≤ 35 ns and 0 B, general reading ≤ 150 ns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OperationsPerInvocation(Load.SERIES)
public class TextParserBenchmark {
    private static final ParseLimits LIMITS = new ParseLimits(200_000, 1024, 64 << 20);
    private static final ParseLimits NO_SERIES = new ParseLimits(0, 1024, 64 << 20);

    private final SeriesTable layout = Load.layout();
    private List<List<Page>> integers;
    private List<List<Page>> decimals;
    private List<List<Page>> doubles;
    private PageReader known;
    private double[] values;
    private int turn;

    @Setup
    public void prepare() throws ParseException {
        integers = List.of(page(Load.integers(1)), page(Load.integers(2)));
        decimals = List.of(page(Load.decimals(1)), page(Load.decimals(2)));
        doubles = List.of(page(Load.doubles(1)), page(Load.doubles(2)));
        known = new PageReader(LIMITS);
        values = known.read(integers.get(0)).values();
    }

    private static List<Page> page(double[] values) {
        byte[] body = Load.page(values);
        return List.of(new Page(Endpoint.DATA_INTEGRATION, Dialect.PROMETHEUS, body, body.length));
    }

    private List<Page> next(List<List<Page>> pages) {
        return pages.get(turn++ & 1);
    }

    @Benchmark
    public ParsedPages knownIntegers() throws ParseException {
        return known.read(next(integers), values);
    }

    @Benchmark
    public ParsedPages knownDecimals() throws ParseException {
        return known.read(next(decimals), values);
    }

    @Benchmark
    public ParsedPages knownDoubles() throws ParseException {
        return known.read(next(doubles), values);
    }

    /** The first reading of a page: lines, schema with its fingerprint, and what is remembered for the next time. */
    @Benchmark
    public ParsedPages anyIntegersWithSchema() throws ParseException {
        return new PageReader(LIMITS).read(next(integers));
    }

    /** The lines alone: no series is taken, so no schema is built. */
    @Benchmark
    public ParsedPages anyIntegersLinesOnly() throws ParseException {
        return new PageReader(NO_SERIES).read(next(integers));
    }

    /** The schema alone: known series into a new builder. */
    @Benchmark
    public SchemaBuilder.Built schemaOnly() {
        SchemaBuilder builder = new SchemaBuilder();
        for (int f = 0; f < layout.families(); f++) {
            int family = builder.family(layout.family(f));
            for (int i = layout.first(f); i < layout.end(f); i++) {
                builder.add(family, Suffix.NONE, layout.labelPool(), layout.labelStart(i), layout.labelStart(i + 1));
            }
        }
        return builder.build();
    }
}
