package brokertally.scrape;

import brokertally.model.Snapshot;
import brokertally.tally.Carried;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import brokertally.tally.PlanKey;
import java.util.List;

/** Everything that a page shows, as a key: two gathers of one generation give the same bytes. */
record Generation(PlanKey plan, int expected, List<Node> nodes, List<CarriedVersion> carried) {
    private record Node(long sequence, long startedMillis, boolean answered, boolean brokerUp, long ageSeconds) {}

    private record CarriedVersion(String node, Carried.Kind kind, long version) {}

    static Generation of(PlanKey plan, Gathered gathered) {
        return new Generation(
                plan,
                gathered.expected(),
                gathered.nodes().stream().map(Generation::node).toList(),
                carried(plan, gathered));
    }

    /** Of the parts that the plan reads; in an answer that reads none they may move as they like. */
    private static List<CarriedVersion> carried(PlanKey plan, Gathered gathered) {
        return plan.carried().isEmpty()
                ? List.of()
                : gathered.carried().stream()
                        .map(part -> new CarriedVersion(part.node(), part.kind(), part.version()))
                        .toList();
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
