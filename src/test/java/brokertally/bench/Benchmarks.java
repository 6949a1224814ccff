package brokertally.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package whose name matches an argument (all without one), in the JVM of the product: serial
 * collector, small heap. Every figure comes with the bytes allocated for an operation.
 */
public final class Benchmarks {
    private Benchmarks() {}

    /** Arguments: regular expressions on {@code Class.method}; {@code --quick} only sees that all of them run. */
    public static void main(String[] arguments) throws RunnerException {
        List<String> regexes = new ArrayList<>(List.of(arguments));
        boolean quick = regexes.remove("--quick");
        OptionsBuilder options = new OptionsBuilder();
        for (String regex : regexes) {
            options.include("brokertally\\.bench\\..*" + regex);
        }
        if (regexes.isEmpty()) {
            options.include("brokertally\\.bench\\.");
        }
        options.addProfiler(GCProfiler.class)
                .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx256m")
                .shouldFailOnError(true)
                .timeUnit(TimeUnit.NANOSECONDS);
        Options all = quick ? once(options) : measured(options);
        Collection<RunResult> results = new Runner(all).run();
        System.out.println("benchmarks run: " + results.size());
    }

    private static Options once(ChainedOptionsBuilder options) {
        return options.forks(1)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50))
                .build();
    }

    private static Options measured(ChainedOptionsBuilder options) {
        return options.forks(2)
                .warmupIterations(5)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(8)
                .measurementTime(TimeValue.milliseconds(500))
                .build();
    }
}
