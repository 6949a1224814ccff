package brokertally.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import brokertally.TestSettings;
import brokertally.config.Settings;
import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.SeriesTable;
import brokertally.source.Reading;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The embedded broker, its traffic and what is counted of them; other clients come to it as to any broker. */
class DemoSourceIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static Vertx vertx;
    private static DemoSource source;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        source = DemoSource.create(vertx, settings("http://127.0.0.1:18083"));
        await().atMost(LONG).until(() -> source.read().await() instanceof Reading.Success);
    }

    @AfterAll
    static void stop() {
        source.close().await();
        vertx.close().await();
    }

    private static Settings settings(String url) {
        Settings base = TestSettings.gathering(
                new Settings.Gather(Duration.ofSeconds(5), Duration.ofSeconds(15), Settings.Partial.ALLOW),
                new Settings.Sampling(Duration.ofSeconds(5), Duration.ofSeconds(1)),
                0);
        Settings.Source broker = new Settings.Source(
                Settings.SourceType.DEMO,
                url,
                Map.of(),
                "",
                base.source().apiSecret(),
                "",
                base.source().password(),
                Duration.ofSeconds(5));
        return new Settings(
                base.node(),
                base.http(),
                base.cluster(),
                broker,
                base.sampling(),
                base.gather(),
                base.aggregation(),
                base.limits(),
                base.ledger(),
                base.apiKey(),
                base.dataDir(),
                base.prometheus(),
                base.log());
    }

    private static Reading.Success success() {
        return (Reading.Success) source.read().await();
    }

    private static Map<String, Double> numbers() {
        Reading.Success success = success();
        Map<String, Double> numbers = new HashMap<>();
        SeriesTable table = success.schema().table();
        for (int f = 0; f < table.families(); f++) {
            numbers.put(table.family(f).name(), success.values()[table.first(f)]);
        }
        return numbers;
    }

    private static MqttClient client(String id, boolean clean) {
        MqttClient client =
                MqttClient.create(vertx, new MqttClientOptions().setClientId(id).setCleanSession(clean));
        client.connect(source.port().await(), "127.0.0.1").await();
        return client;
    }

    @Test
    void reading_saysWhoItIs() {
        Reading.Success success = success();

        assertThat(source.kind()).isEqualTo("demo");
        assertThat(success.who().version()).isEqualTo("0.17");
        assertThat(success.who().node()).isEmpty();
        assertThat(success.who().startedMillis().getAsLong())
                .isBetween(System.currentTimeMillis() - 600_000, System.currentTimeMillis());
    }

    @Test
    void families_areValid_andTheSchemaStays() {
        Reading.Success first = success();
        Reading.Success second = success();

        SeriesTable table = first.schema().table();
        assertThat(table.size()).isEqualTo(table.families()).isEqualTo(first.values().length);
        for (int f = 0; f < table.families(); f++) {
            assertThat(table.family(f).name()).startsWith("emqx_");
            assertThat(table.family(f).endpoint()).isEqualTo(Endpoint.STATS);
            assertThat(table.labels(table.first(f))).isEmpty();
            assertThat(first.values()[table.first(f)]).isNotNegative();
            if (table.family(f).type() == MetricType.COUNTER) {
                assertThat(second.values()[table.first(f)]).isGreaterThanOrEqualTo(first.values()[table.first(f)]);
            }
        }
        assertThat(second.schema()).isSameAs(first.schema());
        assertThat(second.values()).isNotSameAs(first.values());
    }

    @Test
    void traffic_movesTheNumbers() {
        Map<String, Double> before = numbers();

        await().atMost(LONG).untilAsserted(() -> {
            Map<String, Double> now = numbers();
            for (String name : new String[] {
                "emqx_messages_qos0_received",
                "emqx_messages_qos1_received",
                "emqx_messages_qos2_received",
                "emqx_messages_qos0_sent",
                "emqx_messages_qos1_sent",
                "emqx_messages_qos2_sent",
                "emqx_messages_acked",
                "emqx_packets_pubcomp_sent",
                "emqx_bytes_received",
                "emqx_bytes_sent",
                "emqx_client_connected",
                "emqx_client_disconnected",
                "emqx_client_subscribe",
                "emqx_client_unsubscribe",
                "emqx_session_terminated"
            }) {
                assertThat(now.get(name)).as(name).isGreaterThan(before.get(name));
            }
            assertThat(now.get("emqx_retained_count")).isGreaterThanOrEqualTo(DemoTraffic.DEVICES);
            assertThat(now.get("emqx_topics_count")).isGreaterThanOrEqualTo(DemoTraffic.FILTERS.size());
        });
    }

    @Test
    void received_isTheSumOfItsParts_andWhatTheBrokerRouted() {
        await().atMost(LONG).untilAsserted(() -> {
            Map<String, Double> now = numbers();
            assertThat(now.get("emqx_messages_received"))
                    .isEqualTo(now.get("emqx_messages_qos0_received")
                            + now.get("emqx_messages_qos1_received")
                            + now.get("emqx_messages_qos2_received"))
                    .isEqualTo(now.get("emqx_messages_publish"))
                    .isEqualTo(now.get("emqx_packets_publish_received"));
        });
    }

    @Test
    void retained_isWhatANewSubscriberGets() {
        Map<String, String> kept = new ConcurrentHashMap<>();
        MqttClient publisher = client("it-retainer", true);
        publisher
                .publish("it/qos1", Buffer.buffer("x"), MqttQoS.AT_LEAST_ONCE, false, true)
                .await();
        publisher
                .publish("it/qos0", Buffer.buffer("x"), MqttQoS.AT_MOST_ONCE, false, true)
                .await();
        publisher
                .publish("it/gone", Buffer.buffer("x"), MqttQoS.AT_LEAST_ONCE, false, true)
                .await();
        publisher
                .publish("it/gone", Buffer.buffer(), MqttQoS.AT_LEAST_ONCE, false, true)
                .await();
        MqttClient subscriber = client("it-reader", true);
        subscriber.publishHandler(message -> {
            if (message.isRetain()) {
                kept.put(message.topicName(), "kept");
            }
        });

        subscriber.subscribe("#", 0).await(); // at QoS 1 this broker loses the retain flag

        await().atMost(LONG).untilAsserted(() -> assertThat(kept)
                .hasSize(numbers().get("emqx_retained_count").intValue())
                .containsKey("it/qos1"));
        publisher
                .publish("it/qos1", Buffer.buffer(), MqttQoS.AT_LEAST_ONCE, false, true)
                .await();
        publisher.disconnect().await();
        subscriber.disconnect().await();
    }

    @Test
    void aKeptSession_isCountedWhileItsClientIsAway_andResumed() {
        Map<String, Double> before = numbers();
        client("it-away", false).disconnect().await();
        MqttClient back = client("it-away", false);

        await().atMost(LONG).untilAsserted(() -> assertThat(numbers().get("emqx_session_resumed"))
                .isGreaterThan(before.get("emqx_session_resumed")));
        back.disconnect().await();
        await().atMost(LONG).untilAsserted(() -> {
            Map<String, Double> now = numbers();
            assertThat(now.get("emqx_connections_count")).isGreaterThan(now.get("emqx_live_connections_count"));
        });
    }

    @Test
    void everyMessageToAClient_isCounted() {
        AtomicInteger got = new AtomicInteger();
        MqttClient subscriber = client("it-counting", true);
        subscriber.publishHandler(message -> got.incrementAndGet());
        subscriber.subscribe("only/this", 1).await();
        MqttClient publisher = client("it-burst", true);
        double before = numbers().get("emqx_packets_publish_received");

        for (int i = 0; i < 50; i++) {
            publisher
                    .publish("only/this", Buffer.buffer("x"), MqttQoS.AT_MOST_ONCE, false, false)
                    .await();
        }

        await().atMost(LONG).untilAsserted(() -> assertThat(got).hasValue(50));
        assertThat(numbers().get("emqx_packets_publish_received")).isGreaterThanOrEqualTo(before + 50);
        publisher.disconnect().await();
        subscriber.disconnect().await();
    }

    @Test
    void aGivenPort_isUsedAndNamesTheNode_andCloseIsFinal() throws IOException {
        int port = freePort();
        DemoSource other = DemoSource.create(vertx, settings("mqtt://127.0.0.1:" + port));

        assertThat(other.port().await()).isEqualTo(port);
        Reading.Success success = (Reading.Success) other.read().await();
        assertThat(success.who().node()).contains("demo@127.0.0.1:" + port);

        other.close().await();
        other.close().await();
        assertThat(other.read().await())
                .isInstanceOfSatisfying(Reading.Failure.class, failure -> assertThat(failure.reason())
                        .isEqualTo(Reason.FAILED));
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void aPortThatIsTaken_isAFailureWithItsReason() {
        DemoSource other = DemoSource.create(
                vertx, settings("mqtt://127.0.0.1:" + source.port().await()));

        assertThat(other.read().await())
                .isInstanceOfSatisfying(Reading.Failure.class, failure -> assertThat(failure.detail())
                        .contains("does not start"));
        other.close().await();
    }

    @Test
    void anAddressThatIsNotLoopback_isRefused() {
        assertThatThrownBy(() -> DemoSource.create(vertx, settings("mqtt://192.0.2.1:1883")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
