package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus's own checker reads every page. Exit code 0: nothing to say; 3: it can be read, but a name is not as it likes
 * names, which EMQX's are not; 1: it cannot be read.
 */
class PromtoolIT {
    @TempDir
    Path directory;

    private record Verdict(int exit, String words) {}

    @Test
    void everyPageCanBeRead() throws Exception {
        String promtool = Programs.find("promtool", "prometheus");
        try (ReplayedCluster cluster = ReplayedCluster.start("traffic")) {
            checkPages(promtool, cluster);

            for (SidecarProcess sidecar : cluster.sidecars()) {
                assertThat(check(promtool, sidecar.get("/metrics").body())).isEqualTo(new Verdict(0, ""));
            }
        }
    }

    /** The {@code erlang_*} families have types and labels that no other has. */
    @Test
    void everyPageOfABrokerWithAllCollectorsCanBeRead() throws Exception {
        String promtool = Programs.find("promtool", "prometheus");
        try (ReplayedCluster cluster = ReplayedCluster.start("collectors")) {
            checkPages(promtool, cluster);
        }
    }

    private void checkPages(String promtool, ReplayedCluster cluster) throws Exception {
        for (Endpoint endpoint : ReplayedCluster.ENDPOINTS) {
            for (Mode mode : Mode.values()) {
                String page = cluster.sidecar(0)
                        .get(ReplayedCluster.path(endpoint, mode))
                        .body();
                Verdict verdict = check(promtool, page);
                assertThat(verdict.exit())
                        .as("%s %s: %s", endpoint, mode, verdict.words())
                        .isIn(0, 3);
                assertThat(verdict.words()).doesNotContain("brokertally_");
            }
        }
    }

    private Verdict check(String promtool, String page) throws Exception {
        assertThat(page).contains("# TYPE ");
        Path words = Files.createTempFile(directory, "promtool", ".txt");
        Process process = new ProcessBuilder(promtool, "check", "metrics")
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(page.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Verdict(process.exitValue(), Files.readString(words));
    }
}
