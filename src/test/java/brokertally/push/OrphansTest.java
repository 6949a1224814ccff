package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OrphansTest {
    private final Orphans orphans = new Orphans();

    private static String own(String node) {
        return "job/" + node;
    }

    @Test
    void theGroupOfANodeThatIsGone_isOne_once() {
        assertThat(orphans.among(Set.of("b"), Set.of("a"), OrphansTest::own))
                .containsOnlyKeys("b")
                .containsValue("job/b");
        assertThat(orphans.among(Set.of("b"), Set.of("a"), OrphansTest::own)).isEmpty();
    }

    @Test
    void aNodeThatCameBackAndWentAgain_isOneAgain() {
        orphans.among(Set.of("b"), Set.of("a"), OrphansTest::own);
        orphans.among(Set.of(), Set.of("a", "b"), OrphansTest::own);

        assertThat(orphans.among(Set.of("b"), Set.of("a"), OrphansTest::own)).containsOnlyKeys("b");
    }

    @Test
    void oneThatCouldNotBeDeleted_isTriedAgain() {
        orphans.among(Set.of("b"), Set.of("a"), OrphansTest::own);
        orphans.failed("b");

        assertThat(orphans.among(Set.of("b"), Set.of("a"), OrphansTest::own)).containsOnlyKeys("b");
    }

    @Test
    void aGroupThatALivingNodeHasToo_isNone() {
        assertThat(orphans.among(Set.of("b"), Set.of("a"), node -> "job/all")).isEmpty();
        assertThat(orphans.among(Set.of("b"), Set.of(), node -> "job/all"))
                .as("nobody has it any more")
                .containsOnlyKeys("b");
    }
}
