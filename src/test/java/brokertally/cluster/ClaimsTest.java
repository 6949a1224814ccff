package brokertally.cluster;

import static brokertally.cluster.LoopFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.wire.Message;
import io.vertx.core.spi.cluster.NodeListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Trap 16: one node name, several sidecars. */
class ClaimsTest {
    private static final long SKIP = Duration.ofSeconds(5).toNanos();

    private final Roster roster = new Roster(SKIP, Duration.ofHours(1).toNanos());
    private final Claims claims = new Claims(members("m1", "m2", "m3"), roster);

    private static Membership members(String... members) {
        return new Membership() {
            @Override
            public String member() {
                return members[0];
            }

            @Override
            public List<String> members() {
                return List.of(members);
            }

            @Override
            public void listen(NodeListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static NodeReport report(String member, String node, long incarnation) {
        return TestSnapshots.report(member, sample(node, incarnation, 100, 1));
    }

    private NodeReport heard(String member, String node, long incarnation) {
        NodeReport report = report(member, node, incarnation);
        roster.joined(member);
        roster.heard(
                new Message.Peer(member, "x:1", "1"),
                PushState.OFF,
                report,
                new Roster.Receipt(System.nanoTime(), Optional.empty()));
        return report;
    }

    @Test
    void theBrokerThatStartedLastWins_whoeverIsAsked() {
        NodeReport own = report("m1", "a", 100);
        NodeReport newer = heard("m2", "a", 200);

        assertThat(claims.isOutranked(own, own)).isTrue();
        assertThat(claims.isOutranked(newer, own)).isFalse();
    }

    @Test
    void ofTwoOfOneLife_theMemberThatJoinedLastWins() {
        NodeReport own = report("m1", "x", 1);
        NodeReport early = heard("m2", "a", 100);
        NodeReport late = heard("m3", "a", 100);

        assertThat(claims.isOutranked(early, own)).isTrue();
        assertThat(claims.isOutranked(late, own)).isFalse();
    }

    @Test
    void anotherNode_isNoRival() {
        NodeReport own = report("m1", "a", 100);
        heard("m2", "b", 200);
        assertThat(claims.isOutranked(own, own)).isFalse();
    }

    /** A frozen member may come back; one that has vanished is replaced. */
    @Test
    void theLoserTakesOver_whenTheWinnerHasVanished_notWhenItIsSilent() {
        NodeReport own = report("m1", "a", 100);
        heard("m2", "a", 200);

        roster.timedOut("m2", System.nanoTime());
        assertThat(claims.isOutranked(own, own)).isTrue();

        roster.vanished("m2", System.nanoTime());
        assertThat(claims.isOutranked(own, own)).isFalse();
    }
}
