package brokertally.bench;

import brokertally.text.Template;
import brokertally.text.TextBuffer;
import brokertally.text.TextWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Writing an answer; figures are for one series. Targets: integers ≤ 25 ns and 0 B. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OperationsPerInvocation(Load.SERIES)
public class TextWriterBenchmark {
    private final TextBuffer out = new TextBuffer();
    private Template template;
    private double[] integers;
    private double[] decimals;
    private double[] doubles;
    private byte[] answer;
    private byte[] copy;

    @Setup
    public void prepare() {
        template = Template.of(Load.layout());
        integers = Load.integers(1);
        decimals = Load.decimals(1);
        doubles = Load.doubles(1);
        answer = Load.page(integers);
        copy = new byte[answer.length];
    }

    @Benchmark
    public int integers() {
        return write(integers);
    }

    @Benchmark
    public int decimals() {
        return write(decimals);
    }

    @Benchmark
    public int doubles() {
        return write(doubles);
    }

    /** The floor: copying the finished answer. */
    @Benchmark
    public byte[] copyOfTheAnswer() {
        System.arraycopy(answer, 0, copy, 0, answer.length);
        return copy;
    }

    private int write(double[] values) {
        out.reset();
        TextWriter.write(template, values, out);
        return out.length();
    }
}
