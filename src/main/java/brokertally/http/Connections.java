package brokertally.http;

import brokertally.model.Measure;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every connection a time by which it must have done its next step, so that clients which drip or never read cannot
 * fill the server. An idle time-out alone is none: one byte now and then starts it anew. For one event loop; time is a
 * parameter, in milliseconds of any steady clock.
 */
final class Connections {
    /** From the connection to the first complete request head. */
    static final long FIRST_REQUEST_MILLIS = 8_500;
    /** From the request to the first byte of its answer, above the longest gather; and the longest for sending one. */
    static final long ANSWER_MILLIS = 90_000;
    /** From the first byte of an answer to its last; and a second more for each {@link #SLOWEST_BYTES}. */
    static final long SEND_MILLIS = 8_500;

    private static final long SLOWEST_BYTES = 1 << 20;
    /** From an answer to the next request head: above the scrape intervals that are common. */
    static final long NEXT_REQUEST_MILLIS = 150_000;
    /** A client that is still sending would lose the answer by a reset, if the connection were closed under it. */
    static final long LINGER_MILLIS = 200;
    /** How many connections are kept; beyond it the one that is waited for the longest goes. */
    static final int MOST = 2048;
    /** How many may be taking their answers; beyond it the slowest goes. Each holds a part of its answer in memory. */
    static final int MOST_SENDING = 256;

    private final Map<HttpConnection, State> open = new HashMap<>();
    /** In the order in which they began. */
    private final Set<HttpConnection> sending = new LinkedHashSet<>();

    private final Set<HttpConnection> retiring = new HashSet<>();
    private long dropped;

    private enum Step {
        WAITING,
        ANSWERING,
        SENDING,
        /** As ANSWERING, but after this answer it leaves. */
        LAST_ANSWER,
        LEAVING;

        boolean worked() {
            return this == ANSWERING || this == LAST_ANSWER;
        }
    }

    private record State(Step step, long untilMillis) {}

    void opened(HttpConnection connection, long nowMillis) {
        if (open.size() >= MOST) {
            dropFirstToExpire();
        }
        open.put(connection, new State(Step.WAITING, nowMillis + FIRST_REQUEST_MILLIS));
        connection.closeHandler(closed -> forget(connection));
    }

    /** False when nothing more is read from this connection. */
    boolean requested(HttpConnection connection, long nowMillis) {
        State state = open.get(connection);
        if (state == null || state.step() == Step.LAST_ANSWER || state.step() == Step.LEAVING) {
            return false;
        }
        open.put(connection, new State(Step.ANSWERING, nowMillis + ANSWER_MILLIS));
        return true;
    }

    /** An answer of this length begins; a page that nobody reads must not wait for long. */
    void sending(HttpConnection connection, long bytes, long nowMillis) {
        long until = nowMillis + Math.min(ANSWER_MILLIS, SEND_MILLIS + 1000 * (bytes / SLOWEST_BYTES));
        State state = open.get(connection);
        if (state == null || state.step() == Step.LEAVING) {
            return;
        }
        if (state.step() == Step.LAST_ANSWER) {
            open.put(connection, new State(Step.LAST_ANSWER, until));
            return;
        }
        open.put(connection, new State(Step.SENDING, until));
        sending.add(connection);
        if (sending.size() > MOST_SENDING) {
            drop(sending.iterator().next());
        }
    }

    /** The request that is being answered is the last one that is taken. */
    void last(HttpConnection connection) {
        open.computeIfPresent(connection, (same, state) -> new State(Step.LAST_ANSWER, state.untilMillis()));
    }

    /** Each that is open now ends with its next answer: what it was let in by holds no more. */
    void retire() {
        retiring.addAll(open.keySet());
    }

    /** True when the request that has just come is to be the last one of its connection. */
    boolean isRetired(HttpConnection connection) {
        return retiring.contains(connection);
    }

    /** True when the connection ends with this answer, so that a sweep is due when it has lingered. */
    boolean answered(HttpConnection connection, long nowMillis) {
        sending.remove(connection);
        State state = open.get(connection);
        if (state == null || state.step() == Step.LEAVING) {
            return false;
        }
        if (state.step() == Step.LAST_ANSWER) {
            leaving(connection, nowMillis);
            return true;
        }
        open.put(connection, new State(Step.WAITING, nowMillis + NEXT_REQUEST_MILLIS));
        return false;
    }

    /** No request is taken from it any more; it is closed a little later, once what it still sends has been thrown away. */
    void leaving(HttpConnection connection, long nowMillis) {
        open.replace(connection, new State(Step.LEAVING, nowMillis + LINGER_MILLIS));
    }

    /** Closes those whose time has passed. */
    void sweep(long nowMillis) {
        List<HttpConnection> late = new ArrayList<>();
        open.forEach((connection, state) -> {
            if (state.untilMillis() <= nowMillis) {
                late.add(connection);
            }
        });
        late.forEach(this::drop);
    }

    List<Measure> measures() {
        return List.of(
                Measure.gauge("brokertally_http_connections", "Open HTTP connections.", open.size()),
                Measure.counter(
                        "brokertally_http_connections_dropped_total",
                        "HTTP connections closed because the client was too slow or too many were open.",
                        (double) dropped));
    }

    /** Whoever is worked for goes last: a flood must not end a scrape. */
    private void dropFirstToExpire() {
        open.entrySet().stream()
                .min(Comparator.comparing((Map.Entry<HttpConnection, State> entry) ->
                                entry.getValue().step().worked())
                        .thenComparing(entry -> entry.getValue().untilMillis()))
                .map(Map.Entry::getKey)
                .ifPresent(this::drop);
    }

    private void forget(HttpConnection connection) {
        open.remove(connection);
        sending.remove(connection);
        retiring.remove(connection);
    }

    private void drop(HttpConnection connection) {
        State state = open.get(connection);
        forget(connection);
        dropped++;
        if (state != null && state.step() == Step.LEAVING) {
            connection.close();
        } else {
            cut(connection);
        }
    }

    /** {@code close} would first send what is left, and wait for a client that does not read for as long as it likes. */
    private static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            var unused = base.channelHandlerContext().close();
        } else {
            connection.close();
        }
    }
}
