package brokertally.demo;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Clients that make the broker's numbers move: devices that publish, listeners that subscribe, visitors that come and go.
 * Some twenty messages a second come in. Topics and retained messages are the same on every node, as in a real cluster.
 */
final class DemoTraffic {
    static final int DEVICES = 10;
    static final List<String> FILTERS = List.of("demo/+/temperature", "demo/+/state", "demo/#");

    private static final long PUBLISH_EVERY_MILLIS = 50;
    private static final long VISIT_EVERY_MILLIS = 2000;
    private static final long VISIT_MILLIS = 3000;
    private static final long RETURN_MILLIS = 1000;
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final Vertx vertx;
    private final int port;
    private final Random random = new Random();
    private final Map<Integer, MqttClient> devices = new HashMap<>();
    private final Set<MqttClient> connected = new HashSet<>();
    private final Set<Long> timers = new HashSet<>();
    private int published;
    private int visitors;
    private boolean ended;

    /** Clients of the broker at this port of loopback; call all methods on one context. */
    DemoTraffic(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    void start() {
        for (int i = 0; i < DEVICES; i++) {
            device(i);
        }
        for (int i = 0; i < FILTERS.size(); i++) {
            listener(i);
        }
        timers.add(vertx.setPeriodic(PUBLISH_EVERY_MILLIS, timer -> publish()));
        timers.add(vertx.setPeriodic(VISIT_EVERY_MILLIS, timer -> visit()));
    }

    /** Ends timers and clients. */
    Future<Void> end() {
        ended = true;
        timers.forEach(vertx::cancelTimer);
        List<Future<Void>> farewells = connected.stream()
                .filter(MqttClient::isConnected)
                .map(MqttClient::disconnect)
                .toList();
        return Future.join(farewells).<Void>mapEmpty().otherwiseEmpty();
    }

    private void device(int number) {
        connect("device-" + number, true, () -> device(number)).onSuccess(client -> {
            devices.put(number, client);
            client.publish("demo/device-" + number + "/state", Buffer.buffer("on"), MqttQoS.AT_LEAST_ONCE, false, true);
        });
    }

    /** The first listener keeps its session while it is away, the others do not; each has another QoS. */
    private void listener(int number) {
        connect("listener-" + number, number > 0, () -> listener(number))
                .onSuccess(client -> client.subscribe(FILTERS.get(number), number));
    }

    private void publish() {
        int turn = published++;
        MqttClient device = devices.get(turn % DEVICES);
        if (device == null || !device.isConnected()) {
            return;
        }
        String topic = "demo/device-" + turn % DEVICES + "/temperature";
        String payload = String.format(Locale.ROOT, "%.1f", 20 + random.nextGaussian());
        MqttQoS qos = MqttQoS.valueOf(turn / DEVICES % 3);
        device.publish(topic, Buffer.buffer(payload), qos, false, false);
    }

    private void visit() {
        String filter = FILTERS.get(visitors % FILTERS.size());
        connect("visitor-" + visitors++, true, () -> {}).onSuccess(visitor -> {
            visitor.subscribe(filter, 0);
            later(VISIT_MILLIS / 2, () -> ifConnected(visitor, () -> visitor.unsubscribe(filter)));
            later(VISIT_MILLIS, () -> ifConnected(visitor, visitor::disconnect));
        });
    }

    private Future<MqttClient> connect(String id, boolean clean, Runnable whenGone) {
        MqttClient client = MqttClient.create(
                vertx,
                new MqttClientOptions()
                        .setClientId(id)
                        .setCleanSession(clean)
                        .setKeepAliveInterval(KEEP_ALIVE_SECONDS));
        return client.connect(port, MeteredPort.LOOPBACK)
                .map(connack -> {
                    connected.add(client);
                    client.closeHandler(closed -> {
                        connected.remove(client);
                        later(RETURN_MILLIS, whenGone);
                    });
                    return client;
                })
                .onFailure(cause -> later(RETURN_MILLIS, whenGone));
    }

    private static void ifConnected(MqttClient client, Runnable action) {
        if (client.isConnected()) {
            action.run();
        }
    }

    private void later(long millis, Runnable action) {
        if (!ended) {
            vertx.setTimer(millis, timer -> {
                if (!ended) {
                    action.run();
                }
            });
        }
    }
}
