package brokertally.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.model.Endpoint;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.tally.Carried;
import brokertally.tally.Gathered;
import brokertally.tally.Mode;
import brokertally.tally.NodeView;
import brokertally.tally.Plan;
import brokertally.tally.Selection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GenerationTest {
    private static final Schema SCHEMA = TestSnapshots.schema(3);

    private static Generation of(Mode mode, Carried... carried) {
        NodeView view = new NodeView(
                "emqx@a",
                Reason.NONE,
                TestSnapshots.UP,
                0,
                Optional.of(TestSnapshots.snapshot("emqx@a", 1, SCHEMA, 1)));
        Gathered gathered = new Gathered("emqx@a", 1, List.of(view), List.of(carried));
        Selection selection = new Selection(mode, Endpoint.DATA_INTEGRATION, Set.of());
        return Generation.of(Plan.keyOf(selection, gathered), gathered);
    }

    private static Carried held(String node, long version) {
        return new Carried(node, Carried.Kind.HELD, version, SCHEMA, new double[SCHEMA.size()]);
    }

    @Test
    void aCarriedValueThatMoved_isAnotherGeneration() {
        Generation generation = of(Mode.AGGREGATED, held("emqx@b", 7));

        assertThat(of(Mode.AGGREGATED, held("emqx@b", 7))).isEqualTo(generation);
        assertThat(List.of(
                        of(Mode.AGGREGATED),
                        of(Mode.AGGREGATED, held("emqx@b", 8)),
                        of(Mode.AGGREGATED, held("emqx@c", 7)),
                        of(Mode.AGGREGATED, held("emqx@b", 7), held("emqx@b", 7))))
                .doesNotContain(generation)
                .doesNotHaveDuplicates();
    }

    @Test
    void inAnAnswerThatReadsNoCarriedParts_theyMayMove() {
        assertThat(of(Mode.UNAGGREGATED, held("emqx@b", 8)))
                .isEqualTo(of(Mode.UNAGGREGATED, held("emqx@b", 7)))
                .isEqualTo(of(Mode.UNAGGREGATED));
    }
}
