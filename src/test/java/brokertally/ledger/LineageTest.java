package brokertally.ledger;

import static brokertally.ledger.Samples.base;
import static brokertally.ledger.Samples.sample;
import static brokertally.ledger.Samples.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.model.Snapshot;
import brokertally.model.Values;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a page whose writer meets an older one of its node, or was given up meanwhile. */
class LineageTest {
    private static final long LATER = 5 * Lineage.SAME_LIFE_MILLIS;
    private final Bookkeeper keeper = new Bookkeeper(Samples.RULES);

    /** A lineage from 100 to 200 in life 1, with 50 behind 300. */
    private LedgerPage older() {
        LedgerPage page = keeper.found(sample("a", 100, 1).counter("x", 50).shot());
        return keeper.absorb(page, sample("a", 200, 2).counter("x", 300).shot());
    }

    private LedgerPage found(long sequence, long life, double x) {
        return keeper.found(sample("a", sequence, life).counter("x", x).shot());
    }

    @Test
    void theSameLife_goesOnBehindTheOlderPage() {
        LedgerPage adopted = keeper.adopt(found(500, 3, 310), older());

        assertThat(total(adopted, "x")).isEqualTo(360);
        assertThat(adopted.head().founded()).isEqualTo(100);
        assertThat(adopted.head().sequence()).isEqualTo(500);
        assertThat(adopted.head().stamp()).isEqualTo(500);
    }

    @Test
    void aCounterThatFell_beganAnew() {
        assertThat(total(keeper.adopt(found(500, 3, 20), older()), "x")).isEqualTo(370);
    }

    @Test
    void aBrokerThatToldALaterStart_beganAnewWithAll_whenSomethingFell() {
        LedgerPage before = keeper.found(
                sample("a", 100, 1).counter("x", 300).counter("y", 5).shot());
        LedgerPage own = keeper.found(
                sample("a", 500_000, LATER).counter("x", 20).counter("y", 9).shot());

        LedgerPage adopted = keeper.adopt(own, before);

        assertThat(total(adopted, "x")).isEqualTo(320);
        assertThat(total(adopted, "y")).isEqualTo(14);
    }

    @Test
    void aBrokerThatDoesNotTell_isJudgedByFallsAlone() {
        LedgerPage before = keeper.found(
                sample("a", 100, 100).counter("x", 300).counter("y", 5).shot());
        LedgerPage own = keeper.found(
                sample("a", LATER, LATER).counter("x", 20).counter("y", 9).shot());

        LedgerPage adopted = keeper.adopt(own, before);

        assertThat(total(adopted, "x")).isEqualTo(320);
        assertThat(total(adopted, "y")).isEqualTo(9);
    }

    @Test
    void whatTheWriterSawEnding_comesOnTopOfTheOlderPage() {
        LedgerPage own = found(500, 3, 310);
        own = keeper.absorb(own, sample("a", 501, 4).counter("x", 7).shot());

        assertThat(total(keeper.adopt(own, older()), "x")).isEqualTo(50 + 310 + 7);
    }

    @Test
    void adoptedTwice_isAdoptedOnce() {
        LedgerPage older = older();
        LedgerPage adopted = keeper.adopt(found(500, 3, 310), older);

        assertThat(older.supersedes(adopted)).isFalse();
        assertThat(keeper.adopt(adopted, older)).isSameAs(adopted);
        assertThat(LedgerPage.join(older, adopted)).isSameAs(adopted);
    }

    @Test
    void aPageOfAnotherNode_isNotAdopted() {
        LedgerPage other = keeper.found(sample("b", 1, 1).counter("x", 1).shot());

        assertThatThrownBy(() -> keeper.adopt(found(500, 3, 1), other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pagesThatMayOverlap_giveTheGreaterTotal() {
        LedgerPage older = older();
        LedgerPage own = found(150, 3, 310);
        assertThat(total(keeper.adopt(own, older), "x")).isEqualTo(350);

        own = found(150, 3, 400);
        assertThat(total(keeper.adopt(own, older), "x")).isEqualTo(400);
    }

    @Test
    void seriesOfEitherPage_areKept() {
        LedgerPage older =
                keeper.absorb(older(), sample("a", 201, 2).counter("z", 3).shot());
        LedgerPage own = found(500, 3, 10);
        own = keeper.absorb(own, sample("a", 501, 3).counter("y", 4).shot());

        LedgerPage adopted = keeper.adopt(own, older);

        assertThat(total(adopted.current(), "y")).isEqualTo(4);
        assertThat(total(adopted.dropped(), "x")).isEqualTo(50 + 300 + 10);
        assertThat(total(adopted.dropped(), "z")).isEqualTo(3);
    }

    @Test
    void aNumberThatCouldNotBeRead_isTakenFromTheOlderPage() {
        LedgerPage adopted = keeper.adopt(found(500, 3, Values.ABSENT), older());
        assertThat(total(adopted, "x")).isEqualTo(350);
        assertThat(adopted.absent()).containsExactly(0);

        adopted = keeper.absorb(adopted, sample("a", 501, 3).counter("x", 310).shot());
        assertThat(total(adopted, "x")).isEqualTo(360);
    }

    @Test
    void aBranch_doesNotTakeThePlaceOfWhatOthersHave() {
        LedgerPage older = older();
        LedgerPage stored = keeper.found(sample("a", 100, 1).counter("x", 50).shot());

        LedgerPage branch = Bookkeeper.branch(stored, 500);

        assertThat(branch.isBranch()).isTrue();
        assertThat(older.supersedes(branch)).isTrue();
        assertThat(keeper.adopt(branch, older)).isSameAs(older);
    }

    @Test
    void aBranchThatReadOn_isJoinedByTheGreaterTotal() {
        LedgerPage older = older();
        LedgerPage stored = keeper.found(sample("a", 100, 1).counter("x", 50).shot());
        LedgerPage branch = keeper.absorb(
                Bookkeeper.branch(stored, 500),
                sample("a", 501, 3).counter("x", 4).shot());
        assertThat(total(branch, "x")).isEqualTo(54);

        LedgerPage adopted = keeper.adopt(branch, older);
        assertThat(total(adopted, "x")).isEqualTo(350);
        assertThat(adopted.isBranch()).isFalse();

        adopted = keeper.absorb(adopted, sample("a", 502, 3).counter("x", 6).shot());
        assertThat(total(adopted, "x")).isEqualTo(352);
    }

    /** Found by the laws: a branch from disk that could not read a counter met a page that had read more of the same life. */
    @Test
    void aReadingThatIsOnlyFromDisk_isNotTakenForOneOfNow() {
        LedgerPage stored = keeper.found(sample("a", 100, 1).counter("x", 0).shot());
        LedgerPage older =
                keeper.absorb(stored, sample("a", 200, 1).counter("x", 1).shot());
        LedgerPage branch = keeper.absorb(
                Bookkeeper.branch(stored, 500),
                sample("a", 501, 1).counter("x", Double.NaN).shot());

        LedgerPage adopted = keeper.adopt(branch, older);
        adopted = keeper.absorb(adopted, sample("a", 502, 1).counter("x", 1).shot());

        assertThat(total(adopted, "x")).isEqualTo(1);
    }

    /** Found by the laws: with an old count beside new buckets the next sample looked like the end of the histogram. */
    @Test
    void aHistogramThatCouldBeReadInPartOnly_isNotEndedByTheRest() {
        LedgerPage older = keeper.found(
                sample("a", 100, 1).histogram("h", 21, "1", 7, "+Inf", 7).shot());
        older = keeper.absorb(
                older, sample("a", 200, 1).histogram("h", 15, "1", 5, "+Inf", 5).shot());
        LedgerPage own = keeper.found(sample("a", 500, 3)
                .histogram("h", Double.NaN, "1", 3, "+Inf", 3)
                .shot());

        LedgerPage adopted = keeper.adopt(own, older);
        adopted = keeper.absorb(
                adopted,
                sample("a", 501, 3).histogram("h", 9, "1", 3, "+Inf", 3).shot());

        assertThat(total(adopted, "h_count")).isEqualTo(7 + 5 + 3);
        assertThat(total(adopted, "h_sum")).isEqualTo(21 + 15 + 9);
    }

    /** Found by the laws: without its sum, which was never read, a dropped histogram looked like another one, and was added. */
    @Test
    void aDroppedHistogramWhoseSumWasNeverRead_isStillTheSame() {
        LedgerPage older = keeper.found(
                sample("a", 100, 1).histogram("h", 21, "1", 4, "+Inf", 7).shot());
        LedgerPage own = keeper.found(sample("a", 500, 3)
                .histogram("h", Double.NaN, "1", 5, "+Inf", 8)
                .shot());
        own = keeper.absorb(own, sample("a", 501, 3).counter("x", 1).shot());

        LedgerPage adopted = keeper.adopt(own, older);

        assertThat(total(adopted, "h_count")).isEqualTo(8);
    }

    @Test
    void aSpentPage_addsOnlyWhatComes() {
        LedgerPage spent = keeper.spent(older(), 900);
        assertThat(total(spent, "x")).isZero();
        assertThat(spent.head().founded()).isEqualTo(900);

        LedgerPage same =
                keeper.absorb(spent, sample("a", 901, 2).counter("x", 310).shot());
        assertThat(total(same, "x")).isEqualTo(10);

        LedgerPage anew =
                keeper.absorb(spent, sample("a", 901, 3).counter("x", 4).shot());
        assertThat(total(anew, "x")).isEqualTo(4);
    }

    @Test
    void aSpentPage_hasSpentItsDroppedSeriesToo() {
        LedgerPage page =
                keeper.absorb(older(), sample("a", 201, 2).counter("y", 1).shot());
        LedgerPage spent = keeper.spent(page, 900);

        LedgerPage next = keeper.absorb(
                spent, sample("a", 901, 2).counter("x", 310).counter("y", 1).shot());

        assertThat(total(next, "x")).isEqualTo(10);
        assertThat(total(next, "y")).isZero();
    }

    private LedgerPage longGone() {
        return keeper.fold(Optional.empty(), List.of(older()), 1_000);
    }

    @Test
    void aNodeThatReturnsInTheSameLife_addsOnlyWhatComes() {
        LedgerPage page =
                keeper.returned(sample("a", 2_000, 2).counter("x", 320).shot(), longGone());
        assertThat(total(page, "x")).isZero();

        page = keeper.absorb(
                page,
                sample("a", page.head().sequence() + 1, 2).counter("x", 325).shot());
        assertThat(total(page, "x")).isEqualTo(5);
    }

    @Test
    void aNodeThatReturnsInALaterLife_addsAllThatItShows() {
        long told = 200 + LATER;
        LedgerPage page =
                keeper.returned(sample("a", told + 7, told).counter("x", 20).shot(), longGone());

        assertThat(total(page, "x")).isEqualTo(20);
        assertThat(base(page, "x")).isZero();
    }

    /** Found by the laws: the start is told a little later by another process, and so after the last sample of the fold. */
    @Test
    void aStartThatIsToldALittleLater_isNotALaterLife() {
        LedgerPage page = keeper.returned(
                sample("a", LATER, 200 + Lineage.SAME_LIFE_MILLIS)
                        .counter("x", 320)
                        .shot(),
                longGone());

        assertThat(total(page, "x")).isZero();
    }

    /** Found by the laws: a broker that does not tell, and a sequence that is ahead of the clock. */
    @Test
    void aStartThatIsWhenItWasFirstSeen_isNotALaterLife() {
        long seen = 200 + LATER;
        Snapshot first = sample("a", seen, seen).counter("x", 320).shot();
        Snapshot ahead = new Snapshot(
                "a", first.incarnation(), new Snapshot.Moment(seen + 1, seen), first.schema(), first.values());

        assertThat(total(keeper.returned(ahead, longGone()), "x")).isZero();
    }

    /** Found by the laws: it had begun a lineage before it could hear that it was given up, and others have that page. */
    @Test
    void aNodeThatLearnsLateThatItWasGivenUp_takesBackWhatItShowed() {
        LedgerPage own = found(2_000, 2, 320);
        LedgerPage gone = longGone();

        LedgerPage page = keeper.returned(own, gone);

        assertThat(total(page, "x")).isZero();
        assertThat(page.supersedes(own)).isTrue();
        assertThat(Ledger.EMPTY.with(gone).with(own).with(page).page("a")).containsSame(page);
    }

    @Test
    void aNodeThatIsNotAmongTheLongGone_isFoundAsAnyOther() {
        LedgerPage page =
                keeper.returned(sample("b", 2_000, 2).counter("x", 320).shot(), longGone());

        assertThat(total(page, "x")).isEqualTo(320);
    }
}
