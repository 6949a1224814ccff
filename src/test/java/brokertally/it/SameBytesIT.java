package brokertally.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.model.Endpoint;
import brokertally.tally.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whichever sidecar is asked, the cluster's answer is the same, byte for byte, while the brokers' numbers stand still. */
class SameBytesIT {
    /** Whole seconds: they may change between two questions, and are one second apart then. */
    private static final Pattern AGE = Pattern.compile("(?m)^(brokertally_snapshot_age_seconds\\{[^}]*}) [0-9]+$");

    private static ReplayedCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        // The gauges of a broker that is down shall not become too old in the middle of a comparison.
        cluster = ReplayedCluster.start("traffic", "gather { stale_after = 10m }\n");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void allUp() throws Exception {
        List<String> pages = comparePages();

        assertThat(pages).allSatisfy(page -> assertThat(page).contains("\nbrokertally_scrape_partial 0\n"));
        // Families of class cluster are part of what was compared: EMQX's retained messages, users and rules.
        assertThat(String.join("", pages))
                .contains("\nemqx_retained_count ", "\nemqx_authn_users_count{", "\nemqx_rules_count ");
        assertThat(String.join("", pages))
                .contains("\nbrokertally_cluster_disagreement{family=\"emqx_retained_count\"} 0\n");
    }

    @Test
    void oneBrokerDown() throws Exception {
        cluster.stopBroker(1);
        try {
            String down = "\nbrokertally_broker_up{node=\"" + cluster.nodes().get(1) + "\"} 0\n";
            await().atMost(Duration.ofSeconds(20)).until(() -> cluster.sidecars().stream()
                    .allMatch(sidecar -> sidecar.page(SidecarCluster.AGGREGATED).contains(down)));

            List<String> pages = comparePages();

            assertThat(pages).allSatisfy(page -> assertThat(page)
                    .contains(down, "\nbrokertally_scrape_partial 1\n", "\nbrokertally_nodes_answered 3\n"));
        } finally {
            cluster.startBroker(1);
        }
    }

    /** The pages of all endpoints in both cluster modes, each the same from all sidecars. */
    private static List<String> comparePages() throws Exception {
        List<String> pages = new ArrayList<>();
        for (Endpoint endpoint : ReplayedCluster.ENDPOINTS) {
            for (Mode mode : ReplayedCluster.CLUSTER_MODES) {
                pages.add(samePage(ReplayedCluster.path(endpoint, mode)));
            }
        }
        return pages;
    }

    /** Apart from an age in seconds every try must agree, and one of five in the ages too. */
    private static String samePage(String path) throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            TreeSet<String> pages = new TreeSet<>();
            for (SidecarProcess sidecar : cluster.sidecars()) {
                pages.add(sidecar.get(path).body());
            }
            assertThat(pages.stream()
                            .map(page -> AGE.matcher(page).replaceAll("$1"))
                            .distinct())
                    .as(path)
                    .hasSize(1);
            if (pages.size() == 1) {
                assertThat(pages.first()).hasSizeGreaterThan(1000);
                return pages.first();
            }
        }
        throw new AssertionError(path + ": the ages differ each time");
    }
}
