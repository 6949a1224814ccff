package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.cluster.LoopFixture.NumberBroker;
import brokertally.model.PushFailure;
import brokertally.model.PushState;
import brokertally.scrape.InProcessNode;
import brokertally.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static final PushState FAILING =
            new PushState(PushState.Kind.FAILING, Optional.of(PushFailure.REDIRECT), 1_700_000_000_000L);

    private final LoopFixture fixture = new LoopFixture();

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private List<Optional<PushState>> pushes(InProcessNode node) throws Exception {
        Message.Peer self = new Message.Peer(node.member(), "127.0.0.1:1", "test");
        return fixture.on(() -> new Members(node.link(), self)
                .list().stream().map(MemberView::push).toList());
    }

    @Test
    void stateOfThePush_goesToTheOthersWithTheReports() throws Exception {
        InProcessNode a = fixture.start("a", new NumberBroker("n1", 1));
        InProcessNode b = fixture.start("b", new NumberBroker("n2", 1));
        fixture.meet(a);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> pushes(a)
                .equals(List.of(Optional.of(PushState.OFF), Optional.of(PushState.OFF))));

        fixture.on(() -> {
            b.link().attendance().pushState(() -> FAILING);
            return null;
        });
        fixture.later(() -> a.link().peers().ask("b", 0, 5_000));

        assertThat(pushes(a)).containsExactly(Optional.of(PushState.OFF), Optional.of(FAILING));
        assertThat(pushes(b)).contains(Optional.of(FAILING));
    }
}
