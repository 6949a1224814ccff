package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import brokertally.config.Settings.SourceType;
import brokertally.it.Programs;
import brokertally.model.Incarnation;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Values;
import brokertally.source.Bench.Wanted;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs Debian's Mosquitto. */
class MosquittoSourceIT extends SourceContract {
    @TempDir
    static Path directory;

    private static Mosquitto broker;

    @BeforeAll
    static void startBroker() throws IOException {
        Programs.find("mosquitto", "mosquitto");
        broker = new Mosquitto(directory);
    }

    @AfterAll
    static void stopBroker() throws InterruptedException {
        if (broker != null) {
            broker.close();
        }
    }

    private static Wanted at(String url) {
        return Wanted.of(SourceType.MOSQUITTO, url);
    }

    @Override
    protected Source good() {
        return bench.source(at(broker.url()));
    }

    /** A broker that has only just started publishes its tree within its interval. */
    @Override
    protected Reading.Success firstSuccess(Source source) {
        await().atMost(Duration.ofSeconds(10)).until(() -> bench.read(source) instanceof Reading.Success);
        return bench.success(source);
    }

    @Override
    protected Map<Fault, Reason> faults() {
        Map<Fault, Reason> reasons = new EnumMap<>(Fault.class);
        reasons.put(Fault.REFUSED, Reason.REFUSED);
        reasons.put(Fault.AUTH, Reason.AUTH);
        reasons.put(Fault.SILENT, Reason.TIMEOUT);
        reasons.put(Fault.DRIPPING, Reason.TIMEOUT);
        reasons.put(Fault.GARBAGE, Reason.FAILED);
        reasons.put(Fault.CUT_OFF, Reason.FAILED);
        reasons.put(Fault.EMPTY, Reason.NOT_READ_YET);
        return reasons;
    }

    @Override
    protected Source faulty(Fault fault) {
        int port =
                switch (fault) {
                    case REFUSED -> FaultyHttp.freePort();
                    case SILENT -> tcp(socket -> {});
                    case CUT_OFF -> tcp(NetSocket::close);
                    case GARBAGE -> tcp(socket -> socket.write(Buffer.buffer(new byte[] {(byte) 0xff, 1, 2, 3, 4, 5})));
                    case DRIPPING -> tcp(this::drip);
                    case AUTH -> mqtt(true);
                    case EMPTY -> mqtt(false);
                    default -> throw new AssertionError(fault);
                };
        return bench.source(at("mqtt://127.0.0.1:" + port).with("user", "s3cret"));
    }

    private int tcp(io.vertx.core.Handler<NetSocket> behaviour) {
        return bench.await(() ->
                        bench.vertx.createNetServer().connectHandler(behaviour).listen(0, "127.0.0.1"))
                .actualPort();
    }

    /** A packet of 16,383 bytes, announced and then sent byte by byte. */
    private void drip(NetSocket socket) {
        socket.write(Buffer.buffer(new byte[] {0x30, (byte) 0xff, 0x7f}));
        bench.vertx.setPeriodic(20, id -> socket.write("x"));
    }

    private int mqtt(boolean refusing) {
        MqttServer server = MqttServer.create(
                bench.vertx, new MqttServerOptions().setHost("127.0.0.1").setPort(0));
        server.endpointHandler(endpoint -> {
            if (refusing) {
                endpoint.reject(MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED);
                return;
            }
            endpoint.subscribeHandler(
                    asked -> endpoint.subscribeAcknowledge(asked.messageId(), List.of(MqttQoS.AT_MOST_ONCE)));
            endpoint.accept(false);
        });
        return bench.await(server::listen).actualPort();
    }

    private void publish(Mosquitto to, int messages) {
        MqttClient client = MqttClient.create(bench.vertx, new MqttClientOptions().setCleanSession(true));
        int port = Integer.parseInt(to.url().substring(to.url().lastIndexOf(':') + 1));
        bench.await(() -> client.connect(port, "127.0.0.1"));
        for (int i = 0; i < messages; i++) {
            bench.await(() -> client.publish("t", Buffer.buffer("x"), MqttQoS.AT_MOST_ONCE, false, false));
        }
        bench.await(client::disconnect);
    }

    @Test
    void read_givesTheBrokersNumbers() throws Exception {
        try (Mosquitto own = new Mosquitto(directory)) {
            Source source = bench.source(at(own.url()));
            firstSuccess(source);
            publish(own, 25);

            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(Bench.values(bench.success(source)))
                    .containsEntry("emqx_messages_received", 25.0));
            Reading.Success success = bench.success(source);
            assertThat(Bench.values(success)).containsEntry("emqx_live_connections_count", 1.0);
            assertThat(success.who().version()).startsWith("2.");
            assertThat(success.left().badLines()).isZero();
            assertThat(success.who().startedMillis().orElseThrow())
                    .isBetween(System.currentTimeMillis() - 30_000, System.currentTimeMillis());
        }
    }

    @Test
    void theFirstRead_connectsAndHasTheWholeTree() {
        firstSuccess(good());

        Reading.Success success = bench.success(good());

        assertThat(Bench.values(success)).doesNotContainEntry("emqx_bytes_received", Values.ABSENT);
        assertThat(Bench.values(success).get("emqx_retained_count")).isGreaterThan(10);
    }

    @Test
    void trap41_aNumberThatDoesNotChangeIsNotStale() {
        Source source = good();
        double before = Bench.values(firstSuccess(source)).get("emqx_subscriptions_count");

        bench.laterNanos.addAndGet(3_600_000_000_000L);

        assertThat(Bench.values(bench.success(source))).containsEntry("emqx_subscriptions_count", before);
    }

    @Test
    void aBrokerThatStopsAnswering_isATimeoutAndThenBackAgain() throws Exception {
        try (Mosquitto own = new Mosquitto(directory)) {
            bench.timeout = Duration.ofSeconds(1);
            Source source = bench.source(at(own.url()));
            firstSuccess(source);

            own.signal("STOP");
            bench.laterNanos.addAndGet(1_000_000_000L);
            assertThat(bench.failure(source).reason()).isEqualTo(Reason.TIMEOUT);

            own.signal("CONT");
            firstSuccess(source);
        }
    }

    @Test
    void aBrokerThatRestarts_isReadAgainAndHasANewLife() throws Exception {
        try (Mosquitto own = new Mosquitto(directory)) {
            Source source = bench.source(at(own.url()));
            Collector collector = new Collector(
                    source,
                    new Identity("m", Optional.of("n"), "h"),
                    System::currentTimeMillis,
                    () -> System.nanoTime() + bench.laterNanos.get());
            await().atMost(Duration.ofSeconds(20)).until(() -> uptime(report(collector)) >= 6_000);
            Incarnation first = incarnation(report(collector));

            own.kill();
            await().until(() -> !report(collector).broker().up());
            assertThat(incarnation(report(collector))).isEqualTo(first);
            own.start();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> report(collector).broker().up());
            Incarnation second = incarnation(report(collector));
            assertThat(second).isGreaterThan(first);
            bench.await(collector::close);
        }
    }

    @Test
    void credentials_areForTheBrokerToJudge() throws Exception {
        Path passwords = directory.resolve("passwords");
        Process made =
                new ProcessBuilder("mosquitto_passwd", "-c", "-b", passwords.toString(), "user", "right").start();
        assertThat(made.waitFor()).isZero();
        try (Mosquitto own = new Mosquitto(directory, "allow_anonymous false", "password_file " + passwords)) {
            assertThat(bench.failure(bench.source(at(own.url()).with("user", "wrong")))
                            .reason())
                    .isEqualTo(Reason.AUTH);
            assertThat(bench.failure(bench.source(at(own.url()))).reason()).isEqualTo(Reason.AUTH);
            firstSuccess(bench.source(at(own.url()).with("user", "right")));
        }
    }

    @Test
    void trap49_refusedCredentialsAreNotTriedAgainForAWhile() {
        AtomicInteger connections = new AtomicInteger();
        MqttServer server = MqttServer.create(
                bench.vertx, new MqttServerOptions().setHost("127.0.0.1").setPort(0));
        server.endpointHandler(endpoint -> {
            connections.incrementAndGet();
            endpoint.reject(MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
        });
        int port = bench.await(server::listen).actualPort();
        Source source = bench.source(at("mqtt://127.0.0.1:" + port));

        bench.failure(source);
        bench.failure(source);
        assertThat(connections.get()).isEqualTo(1);
        bench.laterNanos.addAndGet(AuthPause.PAUSE_NANOS);
        bench.failure(source);
        assertThat(connections.get()).isEqualTo(2);
    }

    private NodeReport report(Collector collector) {
        return bench.await(() -> collector.report(0));
    }

    private static double uptime(NodeReport report) {
        return report.snapshot()
                .map(sample -> Bench.values(sample.schema(), sample.values()).get("emqx_vm_uptime_ms"))
                .orElse(0.0);
    }

    private static Incarnation incarnation(NodeReport report) {
        return report.snapshot().orElseThrow().incarnation();
    }

    @Test
    void close_endsTheConnection() {
        Source watcher = good();
        Source source = good();
        firstSuccess(source);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Bench.values(firstSuccess(watcher)).get("emqx_live_connections_count") == 2);

        bench.await(source::close);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> Bench.values(bench.success(watcher)).get("emqx_live_connections_count") == 1);
        Future<Void> twice = bench.await(() -> Future.succeededFuture(source.close()));
        assertThat(twice.succeeded()).isTrue();
    }
}
