package brokertally.tally;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.catalog.OperatorRule;
import brokertally.model.Endpoint;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.text.Template;
import brokertally.text.TextBuffer;
import brokertally.text.TextWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanSizeTest {
    private static final Schema SCHEMA = TestSnapshots.schema(5_000);
    private static final Gathered THREE =
            new Gathered("emqx@a", 3, List.of(view("emqx@a"), view("emqx@b"), view("emqx@c")));

    private static NodeView view(String node) {
        return new NodeView(
                node, Reason.NONE, TestSnapshots.UP, 0, Optional.of(TestSnapshots.snapshot(node, 1, SCHEMA, 1e9)));
    }

    private static long written(Selection selection, Gathered gathered, Catalog catalog) {
        Plan plan = Plan.of(selection, gathered, catalog);
        double[] values = new double[plan.slots()];
        Aggregator.fill(plan, gathered, values);
        TextBuffer out = new TextBuffer();
        TextWriter.write(Template.of(plan.layout()), values, out);
        return out.length();
    }

    private static void isNear(Mode mode, Catalog catalog) {
        Selection selection = new Selection(mode, Endpoint.DATA_INTEGRATION, Set.of());

        long written = written(selection, THREE, catalog);

        assertThat(PlanSize.textBytes(selection, THREE, catalog)).isBetween(written * 9 / 10, written * 3 / 2);
    }

    @ParameterizedTest
    @EnumSource
    void textBytes_isNearWhatIsWritten(Mode mode) {
        isNear(mode, Catalog.load());
    }

    @Test
    void textBytes_ofCarriedParts_countsWhatNoNodeShows() {
        Selection selection = new Selection(Mode.AGGREGATED, Endpoint.DATA_INTEGRATION, Set.of());
        Carried known = carried("emqx@a", Carried.Kind.HELD, SCHEMA);
        Carried dropped = carried("emqx@b", Carried.Kind.DROPPED, TestSnapshots.schema(50_000));
        Carried held = carried("emqx@c", Carried.Kind.HELD, TestSnapshots.schema(10_000));
        Catalog catalog = Catalog.load();
        long plain = PlanSize.textBytes(selection, THREE, catalog);
        long written = written(selection, with(known, dropped, held), catalog);

        assertThat(PlanSize.textBytes(selection, with(known, dropped), catalog)).isEqualTo(plain);
        // The series that the held part shares with the nodes are counted twice.
        assertThat(PlanSize.textBytes(selection, with(known, dropped, held), catalog))
                .isBetween(plain + written * 9 / 10, plain + written * 3 / 2);
    }

    private static Gathered with(Carried... carried) {
        return new Gathered("emqx@a", 3, THREE.nodes(), List.of(carried));
    }

    private static Carried carried(String node, Carried.Kind kind, Schema schema) {
        return new Carried(node, kind, 1, schema, new double[schema.size()]);
    }

    @ParameterizedTest
    @EnumSource
    void textBytes_ofFamiliesThatStayPerNode_countsEveryNode(Mode mode) {
        isNear(
                mode,
                Catalog.load()
                        .withRules(
                                List.of(new OperatorRule(Pattern.compile("emqx_rule_.*"), AggregationClass.PER_NODE))));
    }
}
