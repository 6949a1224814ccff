package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpConnection;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final Connections connections = new Connections();
    private final List<String> closed = new ArrayList<>();

    /** A connection that can only be closed. */
    private HttpConnection connection(String name) {
        return (HttpConnection) Proxy.newProxyInstance(
                HttpConnection.class.getClassLoader(), new Class<?>[] {HttpConnection.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "close" -> closed.add(name);
                        case "hashCode" -> {
                            return name.hashCode();
                        }
                        case "equals" -> {
                            return proxy == args[0];
                        }
                        default -> {}
                    }
                    return null;
                });
    }

    /** Threat T11. */
    @Test
    void sweep_closesWhoSendsNoRequest() {
        connections.opened(connection("slow"), 0);

        connections.sweep(Connections.FIRST_REQUEST_MILLIS - 1);
        assertThat(closed).isEmpty();

        connections.sweep(Connections.FIRST_REQUEST_MILLIS);
        assertThat(closed).containsExactly("slow");
    }

    @Test
    void sweep_closesWhoDoesNotReadItsAnswer_andWhoComesNotBack() {
        HttpConnection unread = connection("unread");
        HttpConnection idle = connection("idle");
        connections.opened(unread, 0);
        connections.opened(idle, 0);
        connections.requested(unread, 0);
        connections.requested(idle, 0);
        connections.answered(idle, 0);

        connections.sweep(Connections.ANSWER_MILLIS);
        assertThat(closed).containsExactly("unread");

        connections.sweep(Connections.NEXT_REQUEST_MILLIS);
        assertThat(closed).containsExactly("unread", "idle");
    }

    @Test
    void leaving_takesNoRequestMore_andStaysSo() {
        HttpConnection leaving = connection("leaving");
        connections.opened(leaving, 0);
        assertThat(connections.requested(leaving, 0)).isTrue();
        connections.leaving(leaving, 0);
        connections.answered(leaving, 0);

        assertThat(connections.requested(leaving, 1)).isFalse();

        connections.sweep(Connections.LINGER_MILLIS);
        assertThat(closed).containsExactly("leaving");
    }

    /** Threat T12. */
    @Test
    void opened_beyondTheMost_dropsWhoIsWaitedForLongest_neverWhoIsAnswered() {
        HttpConnection busy = connection("busy");
        connections.opened(busy, 0);
        connections.requested(busy, 0);
        for (int i = 1; i < Connections.MOST; i++) {
            connections.opened(connection("c" + i), i);
        }

        connections.opened(connection("new"), 5000);
        connections.opened(connection("newer"), 5000);

        assertThat(closed).containsExactly("c1", "c2");
    }

    @Test
    void sweep_closesWhoDoesNotTakeItsAnswer_andGivesLongOnesMoreTime() {
        HttpConnection small = connection("small");
        HttpConnection large = connection("large");
        connections.opened(small, 0);
        connections.opened(large, 0);
        connections.requested(small, 0);
        connections.requested(large, 0);
        connections.sending(small, 100_000, 0);
        connections.sending(large, 10 << 20, 0);

        connections.sweep(Connections.SEND_MILLIS);
        assertThat(closed).containsExactly("small");

        connections.sweep(Connections.SEND_MILLIS + 10_000);
        assertThat(closed).containsExactly("small", "large");
    }

    @Test
    void last_leavesWithItsAnswer() {
        HttpConnection last = connection("last");
        connections.opened(last, 0);
        connections.requested(last, 0);
        connections.last(last);

        assertThat(connections.requested(last, 1)).isFalse();
        assertThat(connections.answered(last, 1)).isTrue();

        connections.sweep(1 + Connections.LINGER_MILLIS);
        assertThat(closed).containsExactly("last");
    }

    @Test
    void retired_isWhoWasOpenThen() {
        HttpConnection old = connection("old");
        connections.opened(old, 0);
        connections.retire();
        HttpConnection young = connection("young");
        connections.opened(young, 0);

        assertThat(connections.isRetired(old)).isTrue();
        assertThat(connections.isRetired(young)).isFalse();
    }

    /** Threats T11 and T12: each who takes an answer holds memory. */
    @Test
    void sending_byTooMany_cutsTheOneThatBeganFirst() {
        for (int i = 0; i <= Connections.MOST_SENDING; i++) {
            HttpConnection connection = connection("s" + i);
            connections.opened(connection, i);
            connections.requested(connection, i);
            connections.sending(connection, 1 << 20, i);
        }

        assertThat(closed).containsExactly("s0");
    }

    @Test
    void opened_whenAllAreWorkedFor_stillKeepsTheLimit() {
        for (int i = 0; i < Connections.MOST; i++) {
            HttpConnection busy = connection("b" + i);
            connections.opened(busy, i);
            connections.requested(busy, i);
        }

        connections.opened(connection("new"), 5000);

        assertThat(closed).containsExactly("b0");
    }
}
