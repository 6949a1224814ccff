package brokertally.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;

/**
 * What a push costs: a real sidecar that pushes a page once a second, plain and compressed. Prints the median duration and the CPU time
 * of the sidecar's process for each push, beside what it takes when it does not push; the broker is read once in ten seconds.
 *
 * <p>After {@code scripts/bench --quick}, which writes the class path: {@code java -cp
 * "target/test-classes:target/classes:$(cat target/test-classpath)" brokertally.it.PushCost [PUSHES] [SERIES]}.
 */
public final class PushCost {
    private static final int WARM_UP = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private PushCost() {}

    public static void main(String[] args) throws Exception {
        int pushes = args.length == 0 ? 30 : Integer.parseInt(args[0]);
        int series = args.length < 2 ? 305 : Integer.parseInt(args[1]);
        try (PageBroker broker = new PageBroker(TlsCost.page(series))) {
            double idle = measure(broker, "", pushes, series);
            for (String gzip : new String[] {"false", "true"}) {
                double busy = measure(broker, gzip, pushes, series);
                System.out.printf(
                        "%d series, gzip = %s: %.1f ms of CPU a push (%.1f a second without)%n",
                        series, gzip, busy - idle, idle);
            }
        }
    }

    /** CPU milliseconds of the process in each second. */
    private static double measure(PageBroker broker, String gzip, int pushes, int series) throws Exception {
        try (RecordingGateway gateway = new RecordingGateway();
                SidecarCluster cluster = SidecarCluster.startLonely(settings(broker, gateway, gzip))) {
            SidecarProcess sidecar = cluster.get(0);
            awaitSeconds(WARM_UP);
            long before = cpuMillis(sidecar.pid());
            double[] seconds = new double[pushes];
            for (int i = 0; i < pushes; i++) {
                awaitSeconds(1);
                seconds[i] = gzip.isEmpty() ? 0 : PushNumbers.of(sidecar).seconds();
            }
            double cpu = (double) (cpuMillis(sidecar.pid()) - before) / pushes;
            Arrays.sort(seconds);
            if (!gzip.isEmpty()) {
                PushNumbers numbers = PushNumbers.of(sidecar);
                System.out.printf(
                        "%d series, gzip = %s: %.1f ms a push (median of %d), %.0f bytes, failed %s%n",
                        series, gzip, 1e3 * seconds[pushes / 2], pushes, numbers.bytes(), numbers.failures());
            }
            return cpu;
        }
    }

    private static String settings(PageBroker broker, RecordingGateway gateway, String gzip) {
        String push = "prometheus.push_gateway { enable = true, interval = 1s, gzip = %s, url = \"%s\" }\n"
                .formatted(gzip, gateway.url());
        return broker.source() + "sampling { interval = 10s, max_age = 10s }\n" + (gzip.isEmpty() ? "" : push);
    }

    private static void awaitSeconds(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        Awaitility.await().atMost(PATIENCE).until(() -> System.nanoTime() >= end);
    }

    /** User and system time, fields 14 and 15 of {@code /proc/PID/stat}, in ticks of 10 ms. */
    private static long cpuMillis(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }
}
