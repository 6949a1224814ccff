package brokertally.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.catalog.Catalog;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import brokertally.tally.Gathered;
import brokertally.tally.Mode;
import brokertally.tally.NodeView;
import brokertally.tally.Plan;
import brokertally.tally.PlanSize;
import brokertally.tally.Selection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageCacheTest {
    private static final Catalog CATALOG = Catalog.load();

    private final PageCache cache = new PageCache(new Room(200_000_000));

    private static Gathered gathered(int series) {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@a", 1, TestSnapshots.schema(series), 1);
        NodeView view = new NodeView("emqx@a", Reason.NONE, TestSnapshots.UP, 0, Optional.of(snapshot));
        return new Gathered("emqx@a", 1, List.of(view));
    }

    private static Selection only(String... names) {
        return new Selection(Mode.AGGREGATED, Endpoint.DATA_INTEGRATION, Set.of(names));
    }

    private PageCache.Entry entry(Selection selection, Gathered gathered) {
        return cache.entry(
                Plan.keyOf(selection, gathered),
                () -> PlanSize.textBytes(selection, gathered, CATALOG),
                () -> new PreparedPlan(Plan.of(selection, gathered, CATALOG)));
    }

    @Test
    void entry_ofTheSameQuestionAndSchemas_isThereAlready() {
        PageCache.Entry first = entry(only(), gathered(3));

        assertThat(entry(only(), gathered(3))).isSameAs(first);
        assertThat(entry(only("emqx_rule_matched"), gathered(3))).isNotSameAs(first);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void entry_afterTheSeriesHaveChanged_replacesThePlanBefore() {
        PageCache.Entry first = entry(only(), gathered(3));

        for (int series = 4; series < 40; series++) {
            assertThat(entry(only(), gathered(series))).isNotSameAs(first);
        }

        assertThat(cache.size()).isEqualTo(1);
    }

    /** A question that meets no conflict does not hide the conflict that another one has met. */
    @Test
    void conflicts_areThoseOfAllQuestions() {
        Selection unaggregated = new Selection(Mode.UNAGGREGATED, Endpoint.DATA_INTEGRATION, Set.of());
        entry(only(), twoTypes());
        entry(unaggregated, twoTypes());
        entry(new Selection(Mode.AGGREGATED, Endpoint.STATS, Set.of()), twoTypes());

        assertThat(cache.conflicts()).isEqualTo(1);
        entry(only(), gathered(3));
        entry(unaggregated, gathered(3));
        assertThat(cache.conflicts()).isZero();
    }

    private static Gathered twoTypes() {
        return new Gathered("a", 2, List.of(typed("a", MetricType.COUNTER), typed("b", MetricType.GAUGE)));
    }

    private static NodeView typed(String node, MetricType type) {
        SchemaBuilder builder = new SchemaBuilder();
        int family = builder.family(new Family(Endpoint.DATA_INTEGRATION, "two_types", type, ""));
        builder.add(family, Suffix.NONE, "");
        Snapshot snapshot = TestSnapshots.snapshot(node, 1, builder.build().schema(), 1);
        return new NodeView(node, Reason.NONE, TestSnapshots.UP, 0, Optional.of(snapshot));
    }

    @Test
    void entry_ofTooManyQuestions_theLeastRecentlyUsedGoes() {
        PageCache.Entry used = entry(only("used"), gathered(3));
        for (int i = 0; i < 100; i++) {
            entry(only("filter_" + i), gathered(3));
            assertThat(entry(only("used"), gathered(3))).isSameAs(used);
        }

        assertThat(cache.size()).isEqualTo(24);
    }

    @Test
    void entry_ofLargePlans_goBeforeTheHeapIsFull() {
        Gathered large = gathered(250_000);
        entry(only("emqx_rule_matched"), large);
        entry(only("emqx_rule_matched", "b"), large);
        PageCache.Entry newest = entry(only("emqx_rule_matched", "c"), large);

        assertThat(cache.size()).isEqualTo(2);
        assertThat(entry(only("emqx_rule_matched", "c"), large)).isSameAs(newest);
    }
}
