package brokertally.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.spi.cluster.NodeListener;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalsTest {
    private static final Throwable HANDSHAKE = new IOException(new SSLHandshakeException("PKIX"));

    private final Logger log = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Refusals refusals = new Refusals(new Membership() {
        @Override
        public String member() {
            return "a";
        }

        @Override
        public List<String> members() {
            return List.of("a", "b", "c");
        }

        @Override
        public Optional<String> place(String member) {
            return Optional.of("10.0.0.2:15702").filter(place -> member.equals("b"));
        }

        @Override
        public void listen(NodeListener listener) {}
    });

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void stop() {
        log.detachAppender(said);
    }

    private List<String> lines() {
        return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void handshakeThatFails_isSaidOnceOfEachMember_withWhereItIs() {
        refusals.met("b", HANDSHAKE);
        refusals.met("b", HANDSHAKE);
        refusals.met("c", HANDSHAKE);

        String hint = "hint=\"is cluster.tls.keystore_file the same everywhere?\"";
        assertThat(lines())
                .containsExactly(
                        "bus refused member=b address=10.0.0.2:15702 " + hint,
                        "bus refused member=c address=unknown " + hint);
    }

    @Test
    void otherFailures_andStrangers_areNotSaid() {
        refusals.met("b", new IOException("Connection refused"));
        refusals.met("stranger", HANDSHAKE);

        assertThat(lines()).isEmpty();
    }

    @Test
    void memberThatHasGone_isForgotten() {
        refusals.met("b", HANDSHAKE);
        refusals.retain(List.of("c"));
        refusals.met("b", HANDSHAKE);

        assertThat(lines()).hasSize(2);
    }
}
