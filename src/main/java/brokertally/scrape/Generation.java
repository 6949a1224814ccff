package brokertally.scrape;

import brokertally.model.Snapshot;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import brokertally.tally.PlanKey;
import java.util.List;

/** Everything that a page shows, as a key: two gathers of one generation give the same bytes. */
record Generation(PlanKey plan, int expected, List<Node> nodes) {
    private record Node(long sequence, long startedMillis, boolean answered, boolean brokerUp, long ageSeconds) {}

    static Generation of(PlanKey plan, Gathered gathered) {
        return new Generation(
                plan,
                gathered.expected(),
                gathered.nodes().stream().map(Generation::node).toList());
    }

    private static Node node(NodeView view) {
        return new Node(
                view.snapshot().map(Snapshot::sequence).orElse(-1L),
                view.snapshot()
                        .map(snapshot -> snapshot.incarnation().startedMillis())
                        .orElse(-1L),
                view.answered(),
                view.broker().up(),
                view.ageMillis() / 1000);
    }
}
