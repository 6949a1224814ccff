package brokertally.cluster;

import static brokertally.cluster.LoopFixture.page;
import static brokertally.cluster.LoopFixture.sample;
import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.wire.Message;
import brokertally.wire.WireLimits;
import io.vertx.core.spi.cluster.NodeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private static final Duration RETIRE = Duration.ofHours(24);
    private static final long NOW = Duration.ofDays(20_000).toMillis();
    private static final long LONG_AGO = NOW - Duration.ofHours(25).toMillis();

    private final List<String> members = new ArrayList<>(List.of("m1"));
    private final Roster roster = new Roster(1_000_000_000L, RETIRE.toNanos());
    private final LedgerStore store = new LedgerStore(LoopFixture.RULES);
    private final NodeReport own = TestSnapshots.report("m1", sample("a", 1, NOW, 10));

    KeeperTest() {
        store.write(own.snapshot().orElseThrow());
    }

    private void tick(int expected) {
        Membership membership = new Membership() {
            @Override
            public String member() {
                return "m1";
            }

            @Override
            public List<String> members() {
                return List.copyOf(members);
            }

            @Override
            public void listen(NodeListener listener) {
                throw new UnsupportedOperationException();
            }
        };
        ClusterLink.Options options = new ClusterLink.Options(
                new Message.Peer("m1", "x:1", "1"),
                RETIRE,
                expected,
                new WireLimits(1_000, 1 << 20),
                LoopFixture.RULES,
                Optional.empty());
        new Keeper(membership, roster, store, options).tick(own, NOW);
    }

    private void join(String member, String node) {
        members.add(member);
        roster.joined(member);
        roster.heard(
                new Message.Peer(member, "x:1", "1"),
                PushState.OFF,
                TestSnapshots.report(member, sample(node, 1, NOW, 1)),
                new Roster.Receipt(System.nanoTime(), Optional.empty()));
    }

    private boolean isFolded(String node) {
        return store.page(node).isEmpty()
                && store.page(LedgerPage.LONG_GONE)
                        .filter(page -> page.folded().containsKey(node))
                        .isPresent();
    }

    private double total() {
        return store.ledger().pages().stream().mapToDouble(LoopFixture::total).sum();
    }

    @Test
    void aNodeThatIsAwayForLonger_isFolded_andTheTotalIsTheSame() {
        store.take(page("gone", 1, LONG_AGO, 300));
        store.take(page("away", 1, NOW - 1_000, 20));

        tick(0);

        assertThat(isFolded("gone")).isTrue();
        assertThat(store.page("away")).isPresent();
        assertThat(total()).isEqualTo(330);
    }

    @Test
    void whileAMemberIsMissing_nothingIsFolded() {
        store.take(page("gone", 1, LONG_AGO, 300));
        join("m2", "b");
        roster.vanished("m2", System.nanoTime());

        tick(0);
        assertThat(isFolded("gone")).isFalse();

        roster.saidGoodbye("m2");
        tick(3);
        assertThat(isFolded("gone")).as("three are expected").isFalse();
    }

    @Test
    void onlyOneMemberFolds() {
        store.take(page("gone", 1, LONG_AGO, 300));
        join("m0", "b");

        tick(0);

        assertThat(isFolded("gone")).isFalse();
    }

    @Test
    void tooManyThatAreAway_theFirstThatLeftAreFoldedEarlier() {
        for (int i = 0; i < Keeper.MAX_AWAY + 3; i++) {
            store.take(page("away-" + i, 1, NOW - 10_000 + i, 1));
        }

        tick(0);

        assertThat(isFolded("away-0")).isTrue();
        assertThat(isFolded("away-2")).isTrue();
        assertThat(isFolded("away-3")).isFalse();
        assertThat(total()).isEqualTo(10 + Keeper.MAX_AWAY + 3);
    }
}
