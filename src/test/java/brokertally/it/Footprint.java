package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a sidecar holds.
 *
 * @param heap bytes after a full collection of garbage
 * @param direct bytes outside the heap
 * @param rss bytes in memory
 * @param threads of the process
 * @param connections sockets that do not listen
 */
record Footprint(double heap, double direct, double rss, int threads, int connections) {
    static Footprint of(SidecarProcess sidecar) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(sidecar.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(jcmd.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(jcmd.exitValue()).isZero();
        Map<String, Double> own = Samples.of(sidecar.page("/metrics"));
        long connections = Sockets.of(sidecar.pid()).stream()
                .filter(socket -> !socket.listens())
                .count();
        return new Footprint(
                own.get("jvm_memory_used_bytes{area=\"heap\"}"),
                own.get("jvm_buffer_pool_used_bytes{pool=\"direct\"}"),
                own.get("process_resident_memory_bytes"),
                threads(sidecar.pid()),
                (int) connections);
    }

    private static int threads(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return "heap after GC %.1f MB, direct %.1f MB, RSS %.1f MB, %d threads, %d connections"
                .formatted(heap / 1e6, direct / 1e6, rss / 1e6, threads, connections);
    }
}
