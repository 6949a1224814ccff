package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The judge of Prometheus itself: our own metrics keep its rules for names, types and help. */
class OwnMetricsIT {
    @Test
    void ownMetrics_passPromtool() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.get("/live");
            server.get("/nothing");
            String page = server.get("/metrics").body();

            assertThat(promtool(page)).isEqualTo("exit 0\n");
        }
    }

    /** What promtool says, behind its exit code. */
    private static String promtool(String page) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(page.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("promtool does not end");
        }
        return "exit " + process.exitValue() + "\n" + said;
    }
}
