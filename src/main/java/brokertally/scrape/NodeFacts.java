package brokertally.scrape;

import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.Incarnation;
import brokertally.model.Reason;
import brokertally.model.Snapshot;
import brokertally.scrape.Explanation.Node;
import brokertally.scrape.Explanation.Page;
import brokertally.scrape.Explanation.State;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the nodes are whose numbers enter an answer: those of the gather, and those that only the ledger knows. */
final class NodeFacts {
    private NodeFacts() {}

    /** All of them, by name. */
    static List<Node> of(Gathered gathered, Ledger ledger, long nowMillis) {
        List<Node> facts = new ArrayList<>();
        Set<String> gatheredNames = new HashSet<>();
        for (NodeView view : gathered.nodes()) {
            gatheredNames.add(view.node());
            facts.add(of(view, ledger.page(view.node())));
        }
        for (LedgerPage page : ledger.pages()) {
            if (!gatheredNames.contains(page.node())) {
                facts.add(ofAway(page, nowMillis));
            }
        }
        facts.sort(Comparator.comparing(Node::node));
        return facts;
    }

    private static Node of(NodeView view, Optional<LedgerPage> page) {
        Optional<Incarnation> life = page.map(known -> known.head().incarnation())
                .or(() -> view.snapshot().map(Snapshot::incarnation));
        Optional<Long> age = life.map(known -> view.ageMillis());
        return new Node(
                view.node(),
                state(view),
                view.missing(),
                Optional.of(view.broker().up()),
                life,
                age,
                page.map(NodeFacts::page));
    }

    private static State state(NodeView view) {
        return switch (view.missing()) {
            case NONE -> State.UP;
            case LEFT, LOST -> State.AWAY;
            default -> State.LATE;
        };
    }

    private static Node ofAway(LedgerPage page, long nowMillis) {
        boolean longGone = page.node().equals(LedgerPage.LONG_GONE);
        LedgerPage.Head head = page.head();
        return new Node(
                page.node(),
                longGone ? State.LONG_GONE : State.AWAY,
                Reason.LEFT,
                Optional.empty(),
                longGone ? Optional.empty() : Optional.of(head.incarnation()),
                Optional.of(Math.max(0, nowMillis - head.takenMillis())),
                Optional.of(page(page)));
    }

    private static Page page(LedgerPage page) {
        LedgerPage.Head head = page.head();
        int folded = head.node().equals(LedgerPage.LONG_GONE) ? page.folded().size() : 0;
        return new Page(head.founded(), head.sequence(), head.stamp(), folded);
    }
}
