package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AbsencesTest {
    private static final long SECOND = 1_000_000_000L;
    private final Absences absences = new Absences();
    private long now = Long.MAX_VALUE - 5 * SECOND; // nanoTime may overflow

    /** Looks once in a second, for so many seconds. */
    private void look(int seconds, Set<String> known, Set<String> here) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            absences.note(new Absences.Look(known, here, true), now);
        }
    }

    @Test
    void nodeThatNobodySpeaksFor_isGoneAfterItsTimeAndNotBefore() {
        look(1, Set.of("a", "b"), Set.of("a"));
        assertThat(absences.longerThan(10 * SECOND)).isEmpty();
        look(9, Set.of("a", "b"), Set.of("a"));
        assertThat(absences.longerThan(10 * SECOND)).isEmpty();
        look(1, Set.of("a", "b"), Set.of("a"));
        assertThat(absences.longerThan(10 * SECOND)).containsExactly("b");
        assertThat(absences.longerThan(11 * SECOND)).isEmpty();
    }

    @Test
    void nodeThatComesBack_beginsAnew() {
        look(9, Set.of("a"), Set.of());
        look(1, Set.of("a"), Set.of("a"));
        look(9, Set.of("a"), Set.of());
        assertThat(absences.longerThan(9 * SECOND)).isEmpty();
        look(1, Set.of("a"), Set.of());
        assertThat(absences.longerThan(9 * SECOND)).containsExactly("a");
    }

    /** The ledger may fold its page long before. */
    @Test
    void nodeThatNobodyRemembersAnyMore_isGoneAllTheSame() {
        look(1, Set.of("a"), Set.of());
        look(20, Set.of(), Set.of());
        assertThat(absences.longerThan(20 * SECOND)).containsExactly("a");
    }

    /** Somebody is there who may be that node's; those that were gone before he came are gone all the same. */
    @Test
    void whileItIsUncertainWhoIsThere_noNodeIsAdded_andNoneComesBack() {
        look(1, Set.of("a"), Set.of());
        look(10, Set.of("a", "b"), Set.of());
        assertThat(absences.longerThan(10 * SECOND)).containsExactly("a");

        for (int i = 0; i < 10; i++) {
            now += SECOND;
            absences.note(new Absences.Look(Set.of("a", "b"), Set.of(), false), now);
            assertThat(absences.longerThan(10 * SECOND)).containsExactly("a");
        }

        look(1, Set.of("a", "b"), Set.of());
        assertThat(absences.longerThan(10 * SECOND)).containsExactlyInAnyOrder("a", "b");
        look(1, Set.of("a", "b"), Set.of("a"));
        assertThat(absences.longerThan(10 * SECOND)).containsExactly("b");
    }

    @Test
    void beforeItWasEverCertainWhoIsThere_noneIsGone() {
        for (int i = 0; i < 30; i++) {
            now += SECOND;
            absences.note(new Absences.Look(Set.of("a"), Set.of(), false), now);
        }
        assertThat(absences.longerThan(0)).isEmpty();
    }

    @Test
    void neverSeenNode_isNotGone() {
        look(20, Set.of(), Set.of("a"));
        look(20, Set.of(), Set.of());
        assertThat(absences.longerThan(0)).isEmpty();
    }

    /** What happened while this process stood still nobody knows: the node may have been there until now. */
    @Test
    void standingStill_isNoAbsence() {
        look(9, Set.of("a"), Set.of());
        now += 3_600 * SECOND;
        look(1, Set.of("a"), Set.of());
        assertThat(absences.longerThan(SECOND)).isEmpty();
        look(10, Set.of("a"), Set.of());
        assertThat(absences.longerThan(10 * SECOND)).containsExactly("a");
    }

    @Test
    void moreNodesThanAreRemembered_dropThoseThatOnlyThisSidecarRemembers() {
        look(1, Set.of("known"), Set.of());
        for (int i = 0; i < 3; i++) {
            look(1, nodes(i * 600, 600), Set.of());
        }
        look(1, Set.of("known"), Set.of());

        Set<String> gone = absences.longerThan(0);
        assertThat(gone).hasSize(Absences.REMEMBERED).contains("known", "n1799").doesNotContain("n0");
    }

    private static Set<String> nodes(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> "n" + i).collect(Collectors.toSet());
    }
}
