package brokertally.demo;

import io.vertx.core.buffer.Buffer;

/** Counts what goes over one connection between a client and the broker. */
final class ConnectionMeter {
    private static final int CONNECT = 1;
    private static final int CONNACK = 2;
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;
    private static final int PUBREC = 5;
    private static final int SUBSCRIBE = 8;
    private static final int UNSUBSCRIBE = 10;

    /** By packet type (MQTT 3.1.1 §2.2.1), from the client; null where a client may not send it. */
    private static final Counter[] RECEIVED = {
        null,
        Counter.PACKETS_CONNECT,
        null,
        Counter.PACKETS_PUBLISH_RECEIVED,
        Counter.PACKETS_PUBACK_RECEIVED,
        Counter.PACKETS_PUBREC_RECEIVED,
        Counter.PACKETS_PUBREL_RECEIVED,
        Counter.PACKETS_PUBCOMP_RECEIVED,
        Counter.PACKETS_SUBSCRIBE_RECEIVED,
        null,
        Counter.PACKETS_UNSUBSCRIBE_RECEIVED,
        null,
        Counter.PACKETS_PINGREQ_RECEIVED,
        null,
        Counter.PACKETS_DISCONNECT_RECEIVED,
        null
    };

    /** By packet type, to the client. */
    private static final Counter[] SENT = {
        null,
        null,
        Counter.PACKETS_CONNACK_SENT,
        Counter.PACKETS_PUBLISH_SENT,
        Counter.PACKETS_PUBACK_SENT,
        Counter.PACKETS_PUBREC_SENT,
        Counter.PACKETS_PUBREL_SENT,
        Counter.PACKETS_PUBCOMP_SENT,
        null,
        Counter.PACKETS_SUBACK_SENT,
        null,
        Counter.PACKETS_UNSUBACK_SENT,
        null,
        Counter.PACKETS_PINGRESP_SENT,
        null,
        null
    };

    private static final Counter[] MESSAGES_RECEIVED = {
        Counter.MESSAGES_QOS0_RECEIVED, Counter.MESSAGES_QOS1_RECEIVED, Counter.MESSAGES_QOS2_RECEIVED
    };
    private static final Counter[] MESSAGES_SENT = {
        Counter.MESSAGES_QOS0_SENT, Counter.MESSAGES_QOS1_SENT, Counter.MESSAGES_QOS2_SENT
    };

    private final Counts counts;
    private final Roster roster;
    private final PacketReader fromClient = new PacketReader(this::received);
    private final PacketReader toClient = new PacketReader(this::sent);
    private boolean online;

    ConnectionMeter(Counts counts, Roster roster) {
        this.counts = counts;
        this.roster = roster;
    }

    void fromClient(Buffer bytes) {
        counts.add(Counter.BYTES_RECEIVED, bytes.length());
        fromClient.feed(bytes);
    }

    void toClient(Buffer bytes) {
        counts.add(Counter.BYTES_SENT, bytes.length());
        toClient.feed(bytes);
    }

    /** The connection has ended. */
    void closed() {
        if (online) {
            online = false;
            roster.offline();
            counts.one(Counter.CLIENT_DISCONNECTED);
        }
    }

    private void received(int header, int first, int second) {
        counts.one(Counter.PACKETS_RECEIVED);
        int type = header >> 4;
        if (RECEIVED[type] != null) {
            counts.one(RECEIVED[type]);
        }
        switch (type) {
            case CONNECT -> counts.one(Counter.CLIENT_CONNECT);
            case PUBLISH -> message(header, Counter.MESSAGES_RECEIVED, MESSAGES_RECEIVED);
            case PUBACK, PUBREC -> counts.one(Counter.MESSAGES_ACKED);
            case SUBSCRIBE -> counts.one(Counter.CLIENT_SUBSCRIBE);
            case UNSUBSCRIBE -> counts.one(Counter.CLIENT_UNSUBSCRIBE);
            default -> {} // no more than a packet
        }
    }

    private void sent(int header, int first, int second) {
        counts.one(Counter.PACKETS_SENT);
        int type = header >> 4;
        if (SENT[type] != null) {
            counts.one(SENT[type]);
        }
        if (type == CONNACK) {
            answered((first & 1) == 1, second);
        } else if (type == PUBLISH) {
            message(header, Counter.MESSAGES_SENT, MESSAGES_SENT);
            boolean again = (header & 8) != 0;
            counts.add(Counter.MESSAGES_DELIVERED, again ? 0 : 1);
        }
    }

    private void message(int header, Counter all, Counter[] byQos) {
        int qos = header >> 1 & 3;
        if (qos < byQos.length) {
            counts.one(all);
            counts.one(byQos[qos]);
        }
    }

    private void answered(boolean sessionPresent, int code) {
        counts.one(Counter.CLIENT_CONNACK);
        if (code != 0) {
            counts.one(Counter.PACKETS_CONNACK_ERROR);
            return;
        }
        online = true;
        roster.online();
        counts.one(Counter.CLIENT_CONNECTED);
        counts.one(sessionPresent ? Counter.SESSION_RESUMED : Counter.SESSION_CREATED);
    }
}
