package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sidecars of one cluster with different keys of the bus: neither is a member for the other, and both say why. */
class OtherBusKeyIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private String settings(String name) throws Exception {
        return ClusterKeys.make(directory.resolve(name)).settings()
                + """
                source { type = prometheus, url = "http://127.0.0.1:9/metrics" }
                node { name = "%s@it" }
                """
                        .formatted(name);
    }

    private static List<String> nodes(SidecarProcess sidecar) {
        return new JsonArray(sidecar.page("/api/v5/nodes"))
                .stream()
                        .map(JsonObject.class::cast)
                        .map(node -> Objects.requireNonNull(node.getString("node")))
                        .toList();
    }

    @Test
    void bothSayOnceThatTheBusRefuses_andListTheOtherWithoutANode() throws Exception {
        try (SidecarCluster cluster = SidecarCluster.startLonely(settings("one"))) {
            List<SidecarProcess> both = List.of(cluster.get(0), cluster.join(settings("two")));

            await().atMost(SOON).untilAsserted(() -> assertThat(both).allSatisfy(sidecar -> assertThat(sidecar.log())
                    .containsOnlyOnce("bus refused member=")
                    .contains("hint=\"is cluster.tls.keystore_file the same everywhere?\"")));

            await().atMost(SOON).until(() -> !both.get(1).page("/-/ready").isEmpty());
            assertThat(nodes(both.get(0))).containsExactly("", "one@it");
            assertThat(nodes(both.get(1))).containsExactly("", "two@it");
            assertThat(both).allSatisfy(sidecar -> assertThat(sidecar.log()).doesNotContain(" ERROR "));
        }
    }
}
