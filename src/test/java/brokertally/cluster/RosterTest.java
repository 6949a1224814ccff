package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.wire.Message;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Schema SCHEMA = TestSnapshots.schema(3);
    private final Roster roster = new Roster(5 * SECOND, 60 * SECOND);

    private static Message.Peer peer(String member) {
        return new Message.Peer(member, "127.0.0.1:1", "0.1.0");
    }

    private static NodeReport report(String member, String node, long sequence) {
        return TestSnapshots.report(member, TestSnapshots.snapshot(node, sequence, SCHEMA, sequence));
    }

    private Roster.Member member(String member, long now) {
        return roster.member(member, now).orElseThrow();
    }

    /** A report that came by itself. */
    private void heard(Message.Peer peer, NodeReport report, long now) {
        roster.heard(peer, PushState.OFF, report, new Roster.Receipt(now, Optional.empty()));
    }

    @Test
    void heard_ofAMemberThatIsNotInTheCluster_isNotTaken() {
        heard(peer("m1"), report("m1", "a", 1), 0);
        assertThat(roster.members(0)).isEmpty();
    }

    @Test
    void heard_agesUntilTheNextReport() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        assertThat(member("m1", 3 * SECOND).report().orElseThrow().ageMillis()).isEqualTo(3_000);
    }

    @Test
    void heard_askedFor_isAsOldAsItMayBe_andItsAgeIsCertain() {
        roster.joined("m1");

        roster.heard(
                peer("m1"), PushState.OFF, report("m1", "a", 1), new Roster.Receipt(2 * SECOND, Optional.of(SECOND)));

        assertThat(member("m1", 3 * SECOND).report().orElseThrow().ageMillis()).isEqualTo(2_000);
        assertThat(member("m1", 3 * SECOND).certain()).isTrue();
    }

    @Test
    void heard_byItself_ofASampleThatWasAskedFor_changesNothing() {
        roster.joined("m1");
        roster.heard(
                peer("m1"), PushState.OFF, report("m1", "a", 1), new Roster.Receipt(2 * SECOND, Optional.of(SECOND)));

        heard(peer("m1"), report("m1", "a", 1), 3 * SECOND);
        assertThat(member("m1", 3 * SECOND).certain()).isTrue();
        assertThat(member("m1", 3 * SECOND).report().orElseThrow().ageMillis()).isEqualTo(2_000);

        heard(peer("m1"), report("m1", "a", 2), 3 * SECOND);
        assertThat(member("m1", 3 * SECOND).certain()).isFalse();
    }

    @Test
    void heard_ofASampleThatIsKnown_bringsTheStateOfThePush() {
        PushState pushing = new PushState(PushState.Kind.PUSHING, Optional.empty(), 1);
        roster.joined("m1");
        assertThat(member("m1", 0).push()).isEmpty();
        roster.heard(
                peer("m1"), PushState.OFF, report("m1", "a", 1), new Roster.Receipt(2 * SECOND, Optional.of(SECOND)));
        assertThat(member("m1", 2 * SECOND).push()).contains(PushState.OFF);

        roster.heard(peer("m1"), pushing, report("m1", "a", 1), new Roster.Receipt(3 * SECOND, Optional.empty()));

        assertThat(member("m1", 3 * SECOND).push()).contains(pushing);
        assertThat(member("m1", 3 * SECOND).certain()).isTrue();
    }

    /** Trap 12. */
    @Test
    void heard_olderSequenceBehindNewer_keepsTheNewer() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 7), 0);
        heard(peer("m1"), report("m1", "a", 6), 1);
        assertThat(roster.snapshot("m1").orElseThrow().sequence()).isEqualTo(7);
    }

    @Test
    void heard_withoutSnapshotBehindOneWithIt_keepsTheSnapshot() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 7), 0);
        heard(peer("m1"), new NodeReport("m1", "a", TestSnapshots.UP, 0, Optional.empty()), 1);
        assertThat(roster.snapshot("m1")).isPresent();
    }

    @Test
    void timedOut_isSkippedForSomeSeconds() {
        roster.joined("m1");
        roster.timedOut("m1", 0);
        assertThat(member("m1", 4 * SECOND).presence()).isEqualTo(Reason.SKIPPED);
        assertThat(member("m1", 5 * SECOND).presence()).isEqualTo(Reason.NONE);
    }

    @Test
    void timedOut_thenHeard_isAskedAgain() {
        roster.joined("m1");
        roster.timedOut("m1", 0);
        heard(peer("m1"), report("m1", "a", 1), SECOND);
        assertThat(member("m1", SECOND).presence()).isEqualTo(Reason.NONE);
    }

    /** The roster compares itself with the cluster again and again; that is no sign of life. */
    @Test
    void timedOut_andStillInTheCluster_staysSkipped() {
        roster.joined("m1");
        roster.timedOut("m1", 0);
        assertThat(roster.joined("m1")).isFalse();
        assertThat(member("m1", SECOND).presence()).isEqualTo(Reason.SKIPPED);
    }

    @Test
    void vanished_isExpectedBackWithItsLastValues() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        roster.vanished("m1", SECOND);
        assertThat(member("m1", 2 * SECOND).presence()).isEqualTo(Reason.LOST);
        assertThat(roster.snapshot("m1")).isPresent();
        assertThat(roster.present()).isEmpty();
    }

    @Test
    void vanished_beforeItSaidItsName_isForgotten() {
        roster.joined("m1");
        roster.vanished("m1", 0);
        assertThat(roster.members(0)).isEmpty();
    }

    @Test
    void vanished_thenTheSameNodeFromANewMember_isReplaced() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        roster.vanished("m1", 0);
        roster.joined("m2");
        heard(peer("m2"), report("m2", "a", 2), SECOND);
        assertThat(roster.members(SECOND)).extracting(Roster.Member::member).containsExactly("m2");
    }

    @Test
    void vanished_longerThanTheRetireTime_isForgotten() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        roster.vanished("m1", 0);
        roster.retire(60 * SECOND);
        assertThat(roster.members(0)).hasSize(1);
        roster.retire(60 * SECOND + 1);
        assertThat(roster.members(0)).isEmpty();
    }

    @Test
    void saidGoodbye_isForgottenAtOnceAndNotTakenInAgainWhileItLeaves() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        roster.saidGoodbye("m1");
        assertThat(roster.members(0)).isEmpty();
        assertThat(roster.joined("m1")).isFalse();
        roster.vanished("m1", 0);
        assertThat(roster.joined("m1")).isTrue();
    }

    @Test
    void saidGoodbye_afterItHasVanished_isNoReasonToKeepItOut() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        roster.vanished("m1", 0);
        roster.saidGoodbye("m1");
        assertThat(roster.members(0)).isEmpty();
        assertThat(roster.joined("m1")).isTrue();
    }

    @Test
    void replaced_forgetsTheVanishedSidecarOfTheNodeOnly() {
        roster.joined("old");
        heard(peer("old"), report("old", "a", 1), 0);
        roster.joined("other");
        heard(peer("other"), report("other", "b", 1), 0);
        roster.replaced("a");
        assertThat(roster.members(0)).hasSize(2);
        roster.vanished("old", 0);
        roster.vanished("other", 0);
        roster.replaced("a");
        assertThat(roster.members(0)).extracting(Roster.Member::member).containsExactly("other");
    }

    @Test
    void joined_afterAMerge_isBackWithTheSameIdentifier() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        roster.vanished("m1", 0);
        assertThat(roster.joined("m1")).isTrue();
        assertThat(member("m1", 0).presence()).isEqualTo(Reason.NONE);
    }

    @Test
    void joined_moreMembersThanTheLimit_areNotTakenIn() {
        for (int i = 0; i < Roster.MAX_MEMBERS + 10; i++) {
            roster.joined("m" + i);
        }
        assertThat(roster.members(0)).hasSize(Roster.MAX_MEMBERS);
    }

    /** The broker may be away when its sidecar comes back; its values must not vanish before they are too old. */
    @Test
    void vanished_thenTheSameNodeWithoutASample_goesOnWithTheLastOne() {
        roster.joined("m1");
        heard(peer("m1"), report("m1", "a", 1), 0);
        roster.vanished("m1", SECOND);
        roster.joined("m2");

        heard(peer("m2"), new NodeReport("m2", "a", TestSnapshots.UP, 0, Optional.empty()), 3 * SECOND);

        assertThat(roster.members(4 * SECOND)).hasSize(1);
        NodeReport known = member("m2", 4 * SECOND).report().orElseThrow();
        assertThat(known.member()).isEqualTo("m2");
        assertThat(known.snapshot().orElseThrow().sequence()).isEqualTo(1);
        assertThat(known.ageMillis()).isEqualTo(4_000);
    }
}
