package brokertally.tally;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Label;
import brokertally.model.Labels;
import brokertally.model.Layouts;
import brokertally.model.MetricType;
import brokertally.model.Suffix;
import java.util.List;
import java.util.Set;

/** The families that end an answer and say how complete it is (DESIGN §4.4). */
final class Closing {
    private static final String EXPECTED = "brokertally_nodes_expected";
    private static final String ANSWERED = "brokertally_nodes_answered";
    private static final String PARTIAL = "brokertally_scrape_partial";
    private static final String NODE_UP = "brokertally_node_up";
    private static final String BROKER_UP = "brokertally_broker_up";
    private static final String AGE = "brokertally_snapshot_age_seconds";
    private static final String DISAGREEMENT = "brokertally_cluster_disagreement";

    /** A source that shows such a family (another sidecar, say) is not repeated: no name may have two blocks. */
    static final Set<String> NAMES = Set.of(EXPECTED, ANSWERED, PARTIAL, NODE_UP, BROKER_UP, AGE, DISAGREEMENT);

    private final Endpoint endpoint;
    private final Layouts layout;

    private Closing(Endpoint endpoint, Layouts layout) {
        this.endpoint = endpoint;
        this.layout = layout;
    }

    /** Adds what ends an answer of one node. */
    static ClosingSlots writeNode(Endpoint endpoint, Layouts layout, String node) {
        Closing closing = new Closing(endpoint, layout);
        int broker = closing.brokerUp(List.of(node));
        int age = closing.age(List.of(node));
        return new ClosingSlots(-1, -1, broker, age, new int[0]);
    }

    /**
     * Adds what ends an answer of the cluster.
     *
     * @param nodes all known nodes, by name
     * @param clusterFamilies the families of class cluster, as they stand in the answer
     */
    static ClosingSlots writeCluster(
            Endpoint endpoint, Layouts layout, List<String> nodes, List<String> clusterFamilies) {
        Closing closing = new Closing(endpoint, layout);
        int members = closing.open(EXPECTED, "Members that the cluster should have.", "");
        closing.open(ANSWERED, "Members that answered this gather.", "");
        closing.open(PARTIAL, "1 while a member or a broker is missing from this answer, else 0.", "");
        int up = closing.perNode(NODE_UP, "1 when the sidecar of the node answered this gather, else 0.", nodes);
        int broker = closing.brokerUp(nodes);
        int age = closing.age(nodes);
        return new ClosingSlots(members, up, broker, age, closing.disagreement(clusterFamilies));
    }

    private int brokerUp(List<String> nodes) {
        return perNode(BROKER_UP, "1 when the broker of the node answered its sidecar the last time, else 0.", nodes);
    }

    private int age(List<String> nodes) {
        return perNode(AGE, "Age of the last sample of the node, in whole seconds.", nodes);
    }

    /** The slot of each family, in the order given; the series themselves are sorted. */
    private int[] disagreement(List<String> families) {
        List<String> sorted = families.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return new int[0];
        }
        family(DISAGREEMENT, "1 while nodes show different values of a family that should be the same on all, else 0.");
        int first = layout.size();
        for (String name : sorted) {
            layout.add(Suffix.NONE, Labels.canonical(List.of(new Label("family", name))));
        }
        return families.stream().mapToInt(name -> first + sorted.indexOf(name)).toArray();
    }

    private int perNode(String name, String help, List<String> nodes) {
        family(name, help);
        int first = layout.size();
        for (String node : nodes) {
            layout.add(Suffix.NONE, Labels.withNode(node, ""));
        }
        return first;
    }

    private int open(String name, String help, String labels) {
        family(name, help);
        return layout.add(Suffix.NONE, labels);
    }

    private void family(String name, String help) {
        layout.family(new Family(endpoint, name, MetricType.GAUGE, help));
    }
}
