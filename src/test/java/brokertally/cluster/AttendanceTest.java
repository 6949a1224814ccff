package brokertally.cluster;

import static brokertally.cluster.LoopFixture.page;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.ledger.LedgerPage;
import brokertally.model.BrokerState;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Reason;
import brokertally.wire.Message;
import io.vertx.core.spi.cluster.NodeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttendanceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Duration AFTER = Duration.ofSeconds(10);

    private final List<String> members = new ArrayList<>(List.of("m1", "self"));
    private final Roster roster = new Roster(2 * SECOND, 5 * SECOND);
    private final LedgerStore store = new LedgerStore(LoopFixture.RULES);
    private NodeReport own = report("self", "own", Reason.NONE);
    private final Attendance attendance = new Attendance(new Listed(), roster, store, () -> own);
    private long now = 100 * SECOND;

    private final class Listed implements Membership {
        @Override
        public String member() {
            return "self";
        }

        @Override
        public List<String> members() {
            return List.copyOf(members);
        }

        @Override
        public void listen(NodeListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private static NodeReport report(String member, String node, Reason reason) {
        return new NodeReport(member, node, new BrokerState(reason, "emqx", ""), 0, Optional.empty());
    }

    private void reports(String member, String node, Reason reason) {
        Message.Peer peer = new Message.Peer(member, "127.0.0.1:1", "1");
        NodeReport report = report(member, node, reason);
        roster.heard(peer, PushState.OFF, report, new Roster.Receipt(now, Optional.empty()));
    }

    private void joins(String member, String node) {
        members.add(member);
        roster.joined(member);
        reports(member, node, Reason.NONE);
    }

    private void vanishes(String member) {
        members.remove(member);
        roster.vanished(member, now);
    }

    /** Looks each second, as a sidecar does. */
    private Set<String> goneAfter(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            attendance.look(now);
            roster.retire(now);
        }
        return attendance.gone(AFTER, now);
    }

    @Test
    void elected_isTheOldestOfTheCluster() {
        assertThat(attendance.isElected()).isFalse();
        members.remove("m1");
        assertThat(attendance.isElected()).isTrue();
        members.add("m2");
        assertThat(attendance.isElected()).isTrue();
        members.clear();
        assertThat(attendance.isElected()).as("not in a cluster").isFalse();
    }

    @Test
    void memberThatHasSaidGoodbye_isNeitherElectedNorCompany() {
        roster.joined("m1");
        assertThat(attendance.isAlone()).isFalse();

        roster.saidGoodbye("m1");

        assertThat(attendance.isElected()).isTrue();
        assertThat(attendance.isAlone()).isTrue();
    }

    @Test
    void nodeOfAMemberThatVanished_isGoneAlsoWhenNobodyRemembersItAnyMore() {
        joins("m2", "b");
        assertThat(goneAfter(30)).isEmpty();

        vanishes("m2");

        assertThat(goneAfter(4)).isEmpty();
        assertThat(roster.members(now)).isNotEmpty();
        assertThat(goneAfter(7)).containsExactly("b");
        assertThat(roster.members(now)).as("retired meanwhile").isEmpty();
    }

    @Test
    void nodeThatTheLedgerKnows_isGone_alsoAfterItsPageWasFolded() {
        store.take(page("b", 1, 1, 1));
        assertThat(goneAfter(2)).isEmpty();

        store.fold(List.of("b"), 1);

        assertThat(store.page(LedgerPage.LONG_GONE)).isPresent();
        assertThat(goneAfter(9)).containsExactly("b");
    }

    @Test
    void ownNode_isNeverGone() {
        store.take(page("own", 1, 1, 1));
        assertThat(goneAfter(30)).isEmpty();
    }

    @Test
    void nodeOfAMemberThatIsLate_isNotGone() {
        joins("m2", "b");
        store.take(page("b", 1, 1, 1));
        for (int i = 0; i < 30; i++) {
            roster.timedOut("m2", now);
            assertThat(goneAfter(1)).isEmpty();
        }
        assertThat(roster.member("m2", now).orElseThrow().presence()).isEqualTo(Reason.SKIPPED);
    }

    @Test
    void nodeThatComesBackUnderAnotherMember_beginsAnew() {
        joins("m2", "b");
        vanishes("m2");
        goneAfter(8);

        joins("m3", "b");
        assertThat(goneAfter(8)).isEmpty();
        vanishes("m3");

        assertThat(goneAfter(9)).isEmpty();
        assertThat(goneAfter(2)).containsExactly("b");
    }

    /** A member whose bus does not work may be the one that speaks for the node, and pushes for it. */
    @Test
    void whileAMemberHasNotSaidWhichNodeIsItsOwn_noneIsGone() {
        store.take(page("b", 1, 1, 1));
        members.add("m2");
        roster.joined("m2");
        assertThat(goneAfter(30)).isEmpty();

        reports("m2", "host-of-m2", Reason.NOT_READ_YET);
        assertThat(goneAfter(1)).isEmpty();

        reports("m2", "c", Reason.NONE);
        assertThat(goneAfter(0)).containsExactly("b");
    }

    @Test
    void whileThisSidecarDoesNotKnowItsNode_noneIsGone() {
        own = report("self", "host-of-self", Reason.NOT_READ_YET);
        store.take(page("own", 1, 1, 1));
        assertThat(goneAfter(30)).isEmpty();

        own = report("self", "own", Reason.NONE);
        assertThat(goneAfter(1)).isEmpty();
    }

    @Test
    void pushState_isOffUntilItIsSet() {
        assertThat(attendance.pushState()).isEqualTo(PushState.OFF);
        PushState waiting = new PushState(PushState.Kind.WAITING, Optional.empty(), 0);
        attendance.pushState(() -> waiting);
        assertThat(attendance.pushState()).isEqualTo(waiting);
    }

    private void looksEachSecond(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            attendance.look(now);
        }
    }

    /** Frozen for longer than the others wait, it still sees itself as the oldest for some seconds. */
    @Test
    void afterAStandstill_itIsNotElected_forTenSeconds() {
        members.remove("m1");
        looksEachSecond(3);
        assertThat(attendance.isElected(now)).isTrue();

        now += 16 * SECOND;
        attendance.look(now);
        assertThat(attendance.isElected(now)).isFalse();
        looksEachSecond(9);
        assertThat(attendance.isElected(now)).isFalse();
        looksEachSecond(1);
        assertThat(attendance.isElected(now)).isTrue();
    }

    /** The push may be the first to go on. */
    @Test
    void afterAStandstill_whoAsksFirst_isToldSo() {
        members.remove("m1");
        looksEachSecond(3);

        now += 16 * SECOND;
        assertThat(attendance.isElected(now)).isFalse();
        looksEachSecond(9);
        assertThat(attendance.isElected(now)).isFalse();
        looksEachSecond(1);
        assertThat(attendance.isElected(now)).isTrue();
    }

    @Test
    void aShortStandstill_changesNothing_andThereIsNoneBeforeTheFirstLook() {
        members.remove("m1");
        assertThat(attendance.isElected(now)).isTrue();
        looksEachSecond(1);

        now += 10 * SECOND;
        assertThat(attendance.isElected(now)).isTrue();
        attendance.look(now);
        assertThat(attendance.isElected(now)).isTrue();
    }
}
