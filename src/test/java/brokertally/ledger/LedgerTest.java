package brokertally.ledger;

import static brokertally.ledger.Samples.sample;
import static brokertally.ledger.Samples.total;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.ledger.Ledger.Mark;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Bookkeeper keeper = new Bookkeeper(Samples.RULES);

    private LedgerPage page(String node, long sequence, double x) {
        return keeper.found(sample(node, sequence, 1).counter("x", x).shot());
    }

    private LedgerPage later(LedgerPage page, double x) {
        long next = page.head().sequence() + 1;
        return keeper.absorb(page, sample(page.node(), next, 1).counter("x", x).shot());
    }

    @Test
    void theNewestPageOfANodeIsKept_elseItIsTheSameLedger() {
        LedgerPage first = page("a", 10, 1);
        LedgerPage second = later(first, 2);
        Ledger ledger = Ledger.EMPTY.with(second);

        assertThat(ledger.with(first)).isSameAs(ledger);
        assertThat(ledger.with(second)).isSameAs(ledger);
        assertThat(ledger.with(page("a", 99, 5))).isSameAs(ledger);
        assertThat(ledger.with(page("a", 9, 5)).page("a").orElseThrow().head().founded())
                .isEqualTo(9);
        assertThat(Ledger.EMPTY.size()).isZero();
    }

    @Test
    void joined_theNewestOfBothAreThere() {
        LedgerPage a = page("a", 10, 1);
        LedgerPage b = page("b", 10, 1);
        Ledger left = Ledger.EMPTY.with(later(a, 2)).with(b);
        Ledger right = Ledger.EMPTY.with(a).with(later(b, 3)).with(page("c", 1, 1));

        assertThat(left.join(right).marks())
                .containsExactly(new Mark("a", 10, 11), new Mark("b", 10, 11), new Mark("c", 1, 1))
                .isEqualTo(right.join(left).marks());
        assertThat(left.join(left)).isSameAs(left);
    }

    @Test
    void marks_tellWhatAnotherOneLacks() {
        Ledger ledger =
                Ledger.EMPTY.with(page("a", 10, 1)).with(page("b", 20, 1)).with(page("c", 30, 1));

        List<Mark> newer = ledger.newerThan(List.of(new Mark("a", 10, 10), new Mark("b", 20, 19), new Mark("d", 1, 1)));

        assertThat(newer).containsExactly(new Mark("b", 20, 20), new Mark("c", 30, 30));
        assertThat(ledger.newerThan(List.of(new Mark("c", 31, 99), new Mark("a", 9, 1), new Mark("b", 20, 20))))
                .containsExactly(new Mark("c", 30, 30));
    }

    @Test
    void pagesThatWereFolded_areRefused_theirNodesMayReturn() {
        LedgerPage a = page("a", 10, 5);
        LedgerPage gone = keeper.fold(Optional.empty(), List.of(a), 100);

        Ledger ledger = Ledger.EMPTY.with(a).with(page("b", 10, 1)).with(gone);

        assertThat(ledger.marks()).extracting(Mark::node).containsExactly("", "b");
        assertThat(ledger.with(a)).isSameAs(ledger);
        assertThat(ledger.with(later(a, 6))).isSameAs(ledger);
        assertThat(ledger.youngestFolded("a")).hasValue(10);
        assertThat(ledger.youngestFolded("b")).isEmpty();
        assertThat(ledger.with(page("a", 101, 1)).page("a")).isPresent();
    }

    @Test
    void anOlderLineageThanTheFoldedOne_andABranchOffIt_areRefusedToo() {
        LedgerPage old = page("a", 10, 5);
        LedgerPage gone = keeper.fold(Optional.empty(), List.of(page("a", 50, 5)), 100);
        Ledger ledger = Ledger.EMPTY.with(gone);

        assertThat(ledger.with(old)).isSameAs(ledger);
        assertThat(ledger.with(Bookkeeper.branch(old, 200))).isSameAs(ledger);
        assertThat(ledger.with(Bookkeeper.branch(Bookkeeper.branch(old, 200), 300)))
                .isSameAs(ledger);
    }

    @Test
    void thereIsRoomForSoManyPages_andForNewerOnesOfThose() {
        Ledger ledger = Ledger.EMPTY;
        LedgerPage first = page("n0", 1, 1);
        for (int n = 0; n < Ledger.MAX_PAGES; n++) {
            ledger = ledger.with(n == 0 ? first : page("n" + n, 1, 1));
        }

        assertThat(ledger.size()).isEqualTo(Ledger.MAX_PAGES);
        assertThat(ledger.with(page("one more", 1, 1))).isSameAs(ledger);
        assertThat(ledger.with(later(first, 2))).isNotSameAs(ledger);
    }

    @Test
    void replace_takesAnyPageOfANode() {
        LedgerPage a = page("a", 10, 1);

        Ledger ledger = Ledger.EMPTY.with(a).replace(page("a", 20, 1));

        assertThat(ledger.page("a").orElseThrow().head().founded()).isEqualTo(20);
    }

    @Test
    void bytes_areThoseOfBasesAndDroppedSeries() {
        LedgerPage page = page("a", 10, 1);
        assertThat(Ledger.EMPTY.with(page).bytes()).isZero();

        LedgerPage fallen = later(page, 0);
        assertThat(Ledger.EMPTY.with(fallen).bytes()).isEqualTo(8);
        assertThat(total(fallen, "x")).isEqualTo(1);
    }
}
