package brokertally.demo;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who is there, which sessions are held, what they subscribe to and what is retained; for all threads. */
final class Roster {
    private final Counts counts;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Set<String> retained = new HashSet<>();
    private final Map<Gauge, Long> highest = new EnumMap<>(Gauge.class);
    private long live;

    private static final class Session {
        /** A client that comes back before its old connection is noticed as lost has two for a moment. */
        private int connections;

        private boolean clean;
        private final Set<String> filters = new HashSet<>();
    }

    Roster(Counts counts) {
        this.counts = counts;
    }

    /** A client was let in. */
    synchronized void online() {
        live++;
        noteHighest();
    }

    /** A client that was let in has gone. */
    synchronized void offline() {
        live--;
    }

    synchronized void connected(String client, boolean clean) {
        Session session = sessions.computeIfAbsent(client, name -> new Session());
        session.connections++;
        session.clean = clean;
        if (clean) {
            session.filters.clear();
        }
        noteHighest();
    }

    synchronized void disconnected(String client) {
        Session session = sessions.get(client);
        if (session != null && --session.connections <= 0 && session.clean) {
            sessions.remove(client);
            counts.one(Counter.SESSION_TERMINATED);
        }
    }

    synchronized void subscribed(String client, String filter) {
        Session session = sessions.get(client);
        if (session != null) {
            session.filters.add(filter);
            noteHighest();
        }
    }

    synchronized void unsubscribed(String client, String filter) {
        Session session = sessions.get(client);
        if (session != null) {
            session.filters.remove(filter);
        }
    }

    /** A message with the retain flag. The broker keeps none of QoS 0 and takes it, as an empty one, for a deletion. */
    synchronized void retain(String topic, boolean kept) {
        if (kept) {
            retained.add(topic);
            noteHighest();
        } else {
            retained.remove(topic);
        }
    }

    synchronized long now(Gauge gauge) {
        return switch (gauge) {
            case CONNECTIONS, SESSIONS -> sessions.size();
            case LIVE_CONNECTIONS -> live;
            case SUBSCRIPTIONS, SUBSCRIBERS, SUBOPTIONS ->
                sessions.values().stream()
                        .mapToLong(session -> session.filters.size())
                        .sum();
            case TOPICS ->
                sessions.values().stream()
                        .flatMap(session -> session.filters.stream())
                        .distinct()
                        .count();
            case RETAINED -> retained.size();
        };
    }

    synchronized long highest(Gauge gauge) {
        return highest.getOrDefault(gauge, 0L);
    }

    private void noteHighest() {
        for (Gauge gauge : Gauge.values()) {
            highest.merge(gauge, now(gauge), Math::max);
        }
    }
}
