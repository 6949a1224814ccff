package brokertally.source;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.MqttSubAckMessage;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * One subscription to {@code $SYS/#}. A broker answers in the order of the packets, so the answer to a ping behind the
 * subscription says that the retained topics have come, and any answer to a ping that the broker lives. Nothing runs
 * between calls: who reads drives the connection. All calls and handlers are on one context.
 */
final class MqttLink {
    private static final String TOPICS = "$SYS/#";
    private static final int SUBACK_FAILURE = 0x80;

    private final Vertx vertx;
    private final MqttAddress address;
    private final MqttClientOptions options;
    private final Handler<MqttPublishMessage> messages;
    private Optional<MqttClient> current = Optional.empty();
    private Optional<Promise<Void>> waiting = Optional.empty();

    MqttLink(Vertx vertx, MqttAddress address, MqttClientOptions options, Handler<MqttPublishMessage> messages) {
        this.vertx = vertx;
        this.address = address;
        this.options = options;
        this.messages = messages;
    }

    /** True while a connection is there, as far as anybody knows. */
    boolean isUp() {
        return current.isPresent();
    }

    /** Connects, subscribes, and succeeds when all retained topics have come; on failure there is no connection. */
    Future<Void> open(long timeoutMillis) {
        MqttClient client = MqttClient.create(vertx, options);
        current = Optional.of(client);
        client.publishHandler(message -> {
            if (isCurrent(client)) {
                messages.handle(message);
            }
        });
        client.pingResponseHandler(pong -> answered(client));
        client.subscribeCompletionHandler(ack -> subscribed(client, ack));
        client.exceptionHandler(cause -> drop(client, cause));
        client.closeHandler(closed -> drop(client, new IllegalStateException("the broker closed the connection")));
        Future<Void> answer = await(client, timeoutMillis);
        client.connect(address.port(), address.host())
                .onComplete(accepted -> subscribe(client), cause -> drop(client, cause));
        return answer;
    }

    /** Succeeds when the broker answers a ping; on failure the connection is given up. */
    Future<Void> probe(long timeoutMillis) {
        MqttClient client = current.orElseThrow();
        Future<Void> answer = await(client, timeoutMillis);
        ping(client);
        return answer;
    }

    /** Ends the connection. */
    void close() {
        current.ifPresent(client -> drop(client, new IllegalStateException("the source is closed")));
    }

    private Future<Void> await(MqttClient client, long timeoutMillis) {
        Promise<Void> promise = Promise.promise();
        waiting = Optional.of(promise);
        long timer = vertx.setTimer(
                timeoutMillis, id -> drop(client, new TimeoutException("no answer in " + timeoutMillis + " ms")));
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void subscribe(MqttClient client) {
        if (isCurrent(client)) {
            client.subscribe(TOPICS, MqttQoS.AT_MOST_ONCE.value())
                    .onComplete(sent -> ping(client), cause -> drop(client, cause));
        }
    }

    private void subscribed(MqttClient client, MqttSubAckMessage ack) {
        if (ack.grantedQoSLevels().contains(SUBACK_FAILURE)) {
            drop(client, new SecurityException("the broker refuses the subscription to " + TOPICS));
        }
    }

    private void ping(MqttClient client) {
        if (isCurrent(client) && client.isConnected()) {
            client.ping();
        }
    }

    private void answered(MqttClient client) {
        if (isCurrent(client)) {
            settle().ifPresent(Promise::complete);
        }
    }

    private void drop(MqttClient client, Throwable cause) {
        if (isCurrent(client)) {
            current = Optional.empty();
            settle().ifPresent(promise -> promise.fail(cause));
            client.disconnect();
        }
    }

    private Optional<Promise<Void>> settle() {
        Optional<Promise<Void>> settled = waiting;
        waiting = Optional.empty();
        return settled;
    }

    private boolean isCurrent(MqttClient client) {
        return current.isPresent() && current.get() == client;
    }
}
