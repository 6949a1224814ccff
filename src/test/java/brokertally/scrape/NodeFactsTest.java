package brokertally.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.ledger.Bookkeeper;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.BrokerState;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.scrape.Explanation.Node;
import brokertally.scrape.Explanation.Page;
import brokertally.scrape.Explanation.State;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFactsTest {
    private static final Schema SCHEMA = TestSnapshots.schema(2);
    private static final long TAKEN = 1_700_000_000_000L;

    private final Bookkeeper bookkeeper = new Bookkeeper(new Bookkeeper.Rules(family -> true, 100));

    private LedgerPage page(String node) {
        return bookkeeper.found(TestSnapshots.snapshot(node, 7, SCHEMA, 1));
    }

    private static NodeView view(String node, Reason missing, BrokerState broker) {
        return new NodeView(node, missing, broker, 2_500, Optional.empty());
    }

    private static List<Node> facts(Ledger ledger, NodeView... views) {
        return NodeFacts.of(new Gathered(views[0].node(), 1, List.of(views)), ledger, TAKEN + 60_000);
    }

    @ParameterizedTest
    @CsvSource({"NONE, UP", "TIMEOUT, LATE", "SKIPPED, LATE", "FAILED, LATE", "LOST, AWAY", "LEFT, AWAY"})
    void stateOfAGatheredNode_followsFromWhyItIsMissing(Reason missing, State state) {
        Node node = facts(Ledger.EMPTY.with(page("emqx@a")), view("emqx@a", missing, TestSnapshots.UP))
                .get(0);

        assertThat(node.state()).isEqualTo(state);
        assertThat(node.reason()).isEqualTo(missing);
        assertThat(node.brokerUp()).contains(true);
        assertThat(node.ageMillis()).contains(2_500L);
        assertThat(node.page()).contains(new Page(7, 7, 7, 0));
    }

    @Test
    void nodeThatOnlyTheLedgerKnows_isAway_asOldAsItsLastSample() {
        List<Node> nodes = facts(Ledger.EMPTY.with(page("emqx@b")), view("emqx@c", Reason.NONE, TestSnapshots.UP));

        assertThat(nodes).extracting(Node::node).containsExactly("emqx@b", "emqx@c");
        assertThat(nodes.get(0).state()).isEqualTo(State.AWAY);
        assertThat(nodes.get(0).reason()).isEqualTo(Reason.LEFT);
        assertThat(nodes.get(0).ageMillis()).contains(60_000L);
        assertThat(nodes.get(0).brokerUp()).isEmpty();
    }

    @Test
    void longGone_standTogether_andAreCounted() {
        LedgerPage folded = bookkeeper.fold(Optional.empty(), List.of(page("emqx@x"), page("emqx@y")), 100);

        Node node = facts(Ledger.EMPTY.with(folded), view("emqx@a", Reason.NONE, TestSnapshots.UP))
                .get(0);

        assertThat(node.node()).isEmpty();
        assertThat(node.state()).isEqualTo(State.LONG_GONE);
        assertThat(node.life()).isEmpty();
        assertThat(node.page().orElseThrow().folded()).isEqualTo(2);
    }

    @Test
    void nodeBeforeItsFirstSample_hasNoAgeAndNoLife() {
        BrokerState refused = new BrokerState(Reason.REFUSED, "emqx", "");

        Node node = facts(Ledger.EMPTY, view("emqx@a", Reason.NONE, refused)).get(0);

        assertThat(node.brokerUp()).contains(false);
        assertThat(node.ageMillis()).isEmpty();
        assertThat(node.life()).isEmpty();
        assertThat(node.page()).isEmpty();
    }
}
