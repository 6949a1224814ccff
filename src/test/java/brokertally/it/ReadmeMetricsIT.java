package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The README's table of the sidecar's own metrics is what a running sidecar shows. Refresh it with {@code mvn verify
 * -Dit.test=ReadmeMetricsIT -Dreadme.refresh=true}.
 */
class ReadmeMetricsIT {
    private static final Path README = Path.of("README.md");
    private static final String OPEN = "<!-- metrics -->\n";
    private static final String CLOSE = "<!-- /metrics -->";

    @Test
    void readme_listsExactlyTheMetricsOfARunningSidecar() throws IOException {
        String readme = Files.readString(README);
        int from = readme.indexOf(OPEN) + OPEN.length();
        int to = readme.indexOf(CLOSE);
        String shown;
        try (PageBroker broker = new PageBroker("# TYPE a gauge\na 1\n");
                RecordingGateway gateway = new RecordingGateway();
                SidecarCluster cluster = SidecarCluster.startLonely(oneOfTwoPages(broker) + pushed(gateway))) {
            gateway.awaitPush(0, Duration.ofSeconds(30));
            Awaitility.await().until(() -> cluster.get(0).page("/metrics").contains("brokertally_push_last_success"));
            shown = table(cluster.get(0).page("/metrics"));
        }
        if (Boolean.getBoolean("readme.refresh")) {
            Files.writeString(README, readme.substring(0, from) + shown + readme.substring(to));
        } else {
            assertThat(readme.substring(from, to))
                    .as("README.md, refresh with -Dreadme.refresh=true")
                    .isEqualTo(shown);
        }
    }

    /** The second page is missing, so that the families are there that speak of missing pages. */
    private static String oneOfTwoPages(PageBroker broker) {
        return "source { type = prometheus, endpoints { stats = \"%s\", auth = \"%s\" } }\n"
                .formatted(broker.url(), broker.url().replace("/metrics", "/missing"));
    }

    /** What has not been yet is absent: a push is made, so that the families are there that speak of the last one. */
    private static String pushed(RecordingGateway gateway) {
        return "prometheus.push_gateway { enable = true, interval = 1s, url = \"%s\" }\n".formatted(gateway.url());
    }

    private static String table(String page) {
        Map<String, String> rows = new TreeMap<>();
        for (String line : page.split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP brokertally_")) {
                rows.put(words[2], words[3]);
            }
        }
        StringBuilder table = new StringBuilder("| metric | type | what |\n|---|---|---|\n");
        rows.forEach((name, help) -> table.append("| `%s` | %s | %s |\n".formatted(name, type(page, name), help)));
        return table.append("\nand `process_*`, `jvm_*` as other exporters have them.\n")
                .toString();
    }

    private static String type(String page, String name) {
        String before = "# TYPE " + name + " ";
        int at = page.indexOf(before) + before.length();
        return page.substring(at, page.indexOf('\n', at));
    }
}
