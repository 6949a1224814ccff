package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import org.junit.jupiter.api.Test;

/** Prometheus's own checker reads every page; EMQX's names are not as it likes names. */
class PromtoolIT {
    @Test
    void everyPageCanBeRead() throws Exception {
        try (ReplayedCluster cluster = ReplayedCluster.start("traffic")) {
            checkPages(cluster);

            for (SidecarProcess sidecar : cluster.sidecars()) {
                assertThat(Promtool.check(sidecar.get("/metrics").body())).isEqualTo(new Promtool.Verdict(0, ""));
            }
        }
    }

    /** The {@code erlang_*} families have types and labels that no other has. */
    @Test
    void everyPageOfABrokerWithAllCollectorsCanBeRead() throws Exception {
        try (ReplayedCluster cluster = ReplayedCluster.start("collectors")) {
            checkPages(cluster);
        }
    }

    private void checkPages(ReplayedCluster cluster) throws Exception {
        for (Endpoint endpoint : ReplayedCluster.ENDPOINTS) {
            for (Mode mode : Mode.values()) {
                String page = cluster.sidecar(0)
                        .get(ReplayedCluster.path(endpoint, mode))
                        .body();
                Promtool.Verdict verdict = Promtool.check(page);
                assertThat(verdict.readable())
                        .as("%s %s: %s", endpoint, mode, verdict.words())
                        .isTrue();
                assertThat(verdict.words()).doesNotContain("brokertally_");
            }
        }
    }
}
