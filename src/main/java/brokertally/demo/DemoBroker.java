package brokertally.demo;

import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptConnectMessage;
import io.moquette.interception.messages.InterceptConnectionLostMessage;
import io.moquette.interception.messages.InterceptDisconnectMessage;
import io.moquette.interception.messages.InterceptPublishMessage;
import io.moquette.interception.messages.InterceptSubscribeMessage;
import io.moquette.interception.messages.InterceptUnsubscribeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Properties;

/** The broker itself: Moquette in this process, on loopback, without persistence. Its calls block. */
final class DemoBroker {
    private final Server server = new Server();
    private boolean running;

    static String version() {
        return Server.MOQUETTE_VERSION;
    }

    /** Starts on a free port and gives it. The port is chosen here: reading it from the broker is a data race of its own. */
    int start(Counts counts, Roster roster) throws IOException {
        int port = freePort();
        Properties properties = new Properties();
        properties.put("host", MeteredPort.LOOPBACK);
        properties.put("port", Integer.toString(port));
        properties.put("websocket_port", "disabled");
        properties.put("allow_anonymous", "true");
        properties.put("persistence_enabled", "false");
        properties.put("telemetry_enabled", "false"); // it would tell a server of its maker about us
        properties.put("netty.epoll", "false");
        server.startServer(new MemoryConfig(properties), List.of(new Listener(counts, roster)));
        running = true;
        return port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void stop() {
        if (running) {
            server.stopServer();
        }
    }

    /** Tells the roster what the wire does not show; called one by one on a thread of the broker. */
    private static final class Listener extends AbstractInterceptHandler {
        private final Counts counts;
        private final Roster roster;

        Listener(Counts counts, Roster roster) {
            this.counts = counts;
            this.roster = roster;
        }

        @Override
        public String getID() {
            return "brokertally";
        }

        @Override
        public void onConnect(InterceptConnectMessage message) {
            roster.connected(message.getClientID(), message.isCleanSession());
        }

        @Override
        public void onDisconnect(InterceptDisconnectMessage message) {
            roster.disconnected(message.getClientID());
        }

        @Override
        public void onConnectionLost(InterceptConnectionLostMessage message) {
            roster.disconnected(message.getClientID());
        }

        @Override
        public void onSubscribe(InterceptSubscribeMessage message) {
            roster.subscribed(message.getClientID(), message.getTopicFilter());
        }

        @Override
        public void onUnsubscribe(InterceptUnsubscribeMessage message) {
            roster.unsubscribed(message.getClientID(), message.getTopicFilter());
        }

        @Override
        public void onPublish(InterceptPublishMessage message) {
            counts.one(Counter.MESSAGES_PUBLISH);
            if (message.isRetainFlag()) {
                boolean kept =
                        message.getQos().value() > 0 && message.getPayload().isReadable();
                roster.retain(message.getTopicName(), kept);
            }
            super.onPublish(message); // releases the payload
        }

        @Override
        public void onSessionLoopError(Throwable error) {
            // The broker logs it itself.
        }
    }
}
