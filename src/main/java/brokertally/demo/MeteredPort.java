package brokertally.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;

/** The port that clients of the demo come to: passes every byte on to the broker behind it, and counts on the way. */
final class MeteredPort {
    static final String LOOPBACK = "127.0.0.1";

    private final NetServer server;
    private final NetClient client;
    private final Counts counts;
    private final Roster roster;

    MeteredPort(Vertx vertx, Counts counts, Roster roster) {
        this.server = vertx.createNetServer();
        this.client = vertx.createNetClient();
        this.counts = counts;
        this.roster = roster;
    }

    /** Listens on loopback; port 0 = any free one. The future gives the port. */
    Future<Integer> listen(int port, int brokerPort) {
        server.connectHandler(device -> {
            device.pause();
            client.connect(brokerPort, LOOPBACK)
                    .onSuccess(broker -> join(device, broker))
                    .onFailure(cause -> device.close());
        });
        return server.listen(port, LOOPBACK).map(NetServer::actualPort);
    }

    Future<Void> close() {
        return server.close().eventually(client::close);
    }

    private void join(NetSocket device, NetSocket broker) {
        ConnectionMeter meter = new ConnectionMeter(counts, roster);
        forward(device, broker, meter::fromClient);
        forward(broker, device, meter::toClient);
        device.closeHandler(closed -> {
            meter.closed();
            broker.close();
        });
        broker.closeHandler(closed -> device.close());
        device.resume();
    }

    private static void forward(NetSocket from, NetSocket to, Consumer<Buffer> meter) {
        from.handler(bytes -> {
            meter.accept(bytes);
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.exceptionHandler(cause -> from.close());
    }
}
