package brokertally.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package whose name matches an argument (all without one), in the JVM of the product: serial
 * collector, small heap. Every figure comes with the bytes allocated for an operation.
 */
public final class Benchmarks {
    private Benchmarks() {}

    /** Arguments: regular expressions on {@code Class.method}. */
    public static void main(String[] arguments) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        for (String regex : arguments) {
            options.include("brokertally\\.bench\\..*" + regex);
        }
        if (arguments.length == 0) {
            options.include("brokertally\\.bench\\.");
        }
        Options all = options.addProfiler(GCProfiler.class)
                .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx256m")
                .forks(2)
                .warmupIterations(5)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(8)
                .measurementTime(TimeValue.milliseconds(500))
                .timeUnit(TimeUnit.NANOSECONDS)
                .build();
        new Runner(all).run();
    }
}
