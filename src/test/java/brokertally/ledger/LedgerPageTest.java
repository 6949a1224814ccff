package brokertally.ledger;

import static brokertally.ledger.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.ledger.LedgerPage.Current;
import brokertally.ledger.LedgerPage.Head;
import brokertally.model.Incarnation;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.model.Values;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerPageTest {
    private static final Schema SCHEMA =
            sample("a", 1, 1).counter("x", 0).counter("y", 0).shot().schema();

    private static Head head(String node, long founded, long sequence) {
        return new Head(node, new Incarnation(1), founded, sequence, sequence, 0);
    }

    private static LedgerPage page(String node, long founded, long sequence) {
        Columns columns = new Columns(SCHEMA, new double[] {1, 2}, Columns.NO_BASE);
        return new LedgerPage(head(node, founded, sequence), new Current(columns, new int[0]), Columns.NONE, Map.of());
    }

    @Test
    void theOlderLineageIsKept_thenTheHigherSequence() {
        assertThat(page("a", 1, 5).supersedes(page("a", 2, 9))).isTrue();
        assertThat(page("a", 2, 9).supersedes(page("a", 1, 5))).isFalse();
        assertThat(page("a", 1, 6).supersedes(page("a", 1, 5))).isTrue();
        assertThat(page("a", 1, 5).supersedes(page("a", 1, 5))).isFalse();
    }

    @Test
    void join_isTheOneThatIsKept_inEitherOrder() {
        LedgerPage kept = page("a", 1, 5);
        LedgerPage other = page("a", 2, 9);

        assertThat(LedgerPage.join(kept, other)).isSameAs(kept);
        assertThat(LedgerPage.join(other, kept)).isSameAs(kept);
        assertThat(LedgerPage.join(kept, kept)).isSameAs(kept);
        assertThatThrownBy(() -> LedgerPage.join(kept, page("b", 1, 5))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatStandsBehindTheSample_isTheBase_andAllOfWhatIsMissing() {
        double[] base = {10, 20};
        LedgerPage page = new LedgerPage(
                head("a", 1, 2),
                new Current(new Columns(SCHEMA, new double[] {1, 2}, base), new int[] {1}),
                Columns.NONE,
                Map.of());

        assertThat(page.behindCurrent()).get().isEqualTo(new double[] {10, 22});
        assertThat(base).containsExactly(10, 20);
    }

    @Test
    void withABaseAndNothingMissing_theBaseItselfStandsBehind() {
        double[] base = {10, 20};
        LedgerPage page = new LedgerPage(
                head("a", 1, 2),
                new Current(new Columns(SCHEMA, new double[] {1, 2}, base), new int[0]),
                Columns.NONE,
                Map.of());

        assertThat(page.behindCurrent()).containsSame(base);
    }

    @Test
    void theSnapshotOfAPage_isTheSampleThatItWasMadeFrom() {
        Snapshot first =
                sample("a", 7, 3).counter("x", 1).counter("y", Double.NaN).shot();

        Snapshot back = new Bookkeeper(Samples.RULES).found(first).snapshot();

        assertThat(back.node()).isEqualTo("a");
        assertThat(back.sequence()).isEqualTo(7);
        assertThat(back.takenMillis()).isEqualTo(7);
        assertThat(back.incarnation()).isEqualTo(new Incarnation(3));
        assertThat(back.values()[0]).isEqualTo(1);
        assertThat(Values.isAbsent(back.values()[1])).isTrue();
    }

    @Test
    void onlyTheLongGone_haveOtherNodesInThem() {
        Current current = new Current(Columns.NONE, new int[0]);

        assertThatThrownBy(() -> new LedgerPage(head("a", 1, 1), current, Columns.NONE, Map.of("b", 1L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new LedgerPage(head("", 1, 1), current, Columns.NONE, Map.of("b", 1L)).isBranch())
                .isFalse();
        assertThat(new LedgerPage(head("a", 2, 2), current, Columns.NONE, Map.of("a", 1L)).isBranch())
                .isTrue();
    }

    @Test
    void partsThatDoNotFit_areRefused() {
        Columns columns = new Columns(SCHEMA, new double[2], Columns.NO_BASE);

        assertThatThrownBy(() -> head("a", 5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Head("a", new Incarnation(1), 1, 2, 3, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Current(columns, new int[] {2})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Current(columns, new int[] {1, 0})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Columns(SCHEMA, new double[2], new double[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void totals_stayFinite_andAbsentStaysAbsent() {
        Columns columns = new Columns(SCHEMA, new double[] {1e308, Values.ABSENT}, new double[] {1e308, 3});

        assertThat(columns.total(0)).isEqualTo(Double.MAX_VALUE);
        assertThat(Values.isAbsent(columns.totals()[1])).isTrue();
    }

    @Test
    void aBaseThatCannotBeExact_isALittleMore() {
        double base = Columns.baseFor(0.3, 0.1);

        assertThat(base + 0.1).isGreaterThanOrEqualTo(0.3);
        assertThat(base).isBetween(0.2 - 1e-15, 0.2 + 1e-15);
    }
}
