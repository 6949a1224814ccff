package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.cluster.LoopFixture.NumberBroker;
import brokertally.model.Reason;
import brokertally.scrape.InProcessNode;
import brokertally.wire.Message;
import brokertally.wire.Message.Token;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said unasked between members of one event loop, and who is shown of them. */
class SpeechTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final LoopFixture fixture = new LoopFixture();
    private InProcessNode a;

    @BeforeEach
    void start() throws Exception {
        a = fixture.start("a", new NumberBroker("node-a", 1));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private Passes passes() {
        return a.link().speech().passes();
    }

    private Message.Report ownReport() throws Exception {
        return fixture.later(
                () -> a.link().own(0).map(report -> a.link().reports().values(report)));
    }

    /** A deposit that is refused for its token must not stay refused: no sample is shown that nobody else has. */
    @Test
    void tokenThatIsNotAccepted_isForgotten_andTheDepositIsTakenAtOnce() throws Exception {
        InProcessNode b = fixture.start("b", new NumberBroker("node-b", 2));
        fixture.meet(a);
        fixture.meet(b);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> fixture.on(() -> !passes().towards("b").equals(Token.NONE)));
        Token right = fixture.on(() -> passes().towards("b"));
        Token wrong = new Token(~right.high(), right.low());
        fixture.on(() -> {
            passes().forget("b", right);
            Message.AskPass question = passes().ask("b").orElseThrow();
            return passes().take(new Message.Pass("b", question.nonce(), wrong));
        });
        assertThat(fixture.on(() -> passes().towards("b"))).isEqualTo(wrong);

        Message.Report report = ownReport();
        fixture.later(() -> a.link().peers().deposit("b", report, 5_000));

        assertThat(fixture.on(
                        () -> b.link().roster().snapshot("a").orElseThrow().sequence()))
                .isEqualTo(report.snapshot().orElseThrow().sequence());
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(fixture.on(() -> passes().towards("b")))
                .as("asked for again")
                .isEqualTo(right));
    }

    @Test
    void nameThatIsNoMembers_isGivenNoToken() throws Exception {
        AtomicInteger stranger = new AtomicInteger();
        AtomicInteger member = new AtomicInteger();
        fixture.cluster.add("m");
        fixture.vertx.eventBus().consumer(Addresses.node("stranger"), message -> stranger.incrementAndGet());
        fixture.vertx.eventBus().consumer(Addresses.node("m"), message -> member.incrementAndGet());

        fixture.on(() -> {
            a.link().speech().give(new Message.AskPass("stranger", new Token(1, 2)));
            a.link().speech().give(new Message.AskPass("m", new Token(1, 2)));
            return null;
        });

        Awaitility.await().atMost(SOON).until(() -> member.get() > 0);
        assertThat(stranger).hasValue(0);
    }

    @Test
    void memberThatNeverReported_isListedWithoutANode() throws Exception {
        fixture.cluster.add("silent");
        fixture.meet(a);

        List<MemberView> members =
                fixture.on(() -> new Members(a.link(), new Message.Peer("a", "127.0.0.1:1", "test")).list());

        assertThat(members).extracting(MemberView::member).containsExactly("silent", "a");
        Optional<MemberView> silent = members.stream().findFirst();
        assertThat(silent).hasValueSatisfying(view -> {
            assertThat(view.node()).isEmpty();
            assertThat(view.missing()).isNotEqualTo(Reason.NONE);
            assertThat(view.sample().known()).isFalse();
            assertThat(view.self()).isFalse();
        });
    }
}
