package brokertally.push;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.PushUrl;
import brokertally.config.Secret;
import brokertally.config.Settings;
import brokertally.model.PushFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CourierTest {
    private static final long LIMIT = 5_000;

    private final Vertx vertx = Vertx.vertx();
    private GatewayServer gateway;
    private Courier courier;

    @BeforeEach
    void open() throws Exception {
        gateway = new GatewayServer(vertx);
        courier = new Courier(vertx, "1.2.3");
    }

    @AfterEach
    void close() throws Exception {
        courier.close().await(20, TimeUnit.SECONDS);
        gateway.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private static Target target(String url, Map<String, Secret> headers) {
        return new Target(PushUrl.of(url), "job/emqx", headers, PushSettings.plain());
    }

    private static Parcel page(Target target) {
        return new Parcel(
                HttpMethod.PUT, target, Optional.of(new Parcel.Body(Buffer.buffer("a 1\n"), Parcel.Coding.IDENTITY)));
    }

    private Outcome send(Parcel parcel, long limit) throws Exception {
        return Future.<Outcome>future(promise -> vertx.runOnContext(
                        v -> courier.send(parcel, limit).outcome().onComplete(promise)))
                .await(30, TimeUnit.SECONDS);
    }

    private Outcome send(String url) throws Exception {
        return send(page(target(url, Map.of())), LIMIT);
    }

    private static Outcome.Failed failed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    @ParameterizedTest(name = "trap 33: {0}")
    @ValueSource(ints = {200, 202, 204})
    void trap33_anySuccess_isOne(int status) throws Exception {
        gateway.answers(status, "");

        assertThat(send(gateway.url())).isInstanceOf(Outcome.Done.class);
        assertThat(gateway.taken).hasToString("[PUT /metrics/job/emqx]");
        assertThat(gateway.taken.get(0).body()).isEqualTo("a 1\n");
        assertThat(gateway.taken.get(0).headers().get("content-type")).isEqualTo("text/plain");
        assertThat(gateway.taken.get(0).headers().get("user-agent")).isEqualTo("brokertally/1.2.3");
    }

    @ParameterizedTest
    @CsvSource({
        "301,REDIRECT",
        "302,REDIRECT",
        "303,REDIRECT",
        "307,REDIRECT",
        "308,REDIRECT",
        "304,REDIRECT",
        "400,REJECTED",
        "404,REJECTED",
        "405,REJECTED",
        "429,REJECTED",
        "401,AUTH",
        "403,AUTH",
        "407,AUTH",
        "500,SERVER_ERROR",
        "502,SERVER_ERROR",
        "503,SERVER_ERROR"
    })
    void otherStatuses_areFailures_byKind(int status, PushFailure why) throws Exception {
        try (GatewayServer elsewhere = new GatewayServer(vertx)) {
            gateway.answers(request -> request.response()
                    .setStatusCode(status)
                    .putHeader("Location", elsewhere.url() + "/x")
                    .end());

            assertThat(failed(send(gateway.url())).why()).isEqualTo(why);
            assertThat(elsewhere.taken).isEmpty();
            assertThat(gateway.taken).hasSize(1);
        }
    }

    @Test
    void userOfTheUrl_isHttpBasic_unlessAuthorizationIsConfigured() throws Exception {
        String url = gateway.url().replace("http://", "http://me:p%40ss@");

        send(page(target(url, Map.of())), LIMIT);
        send(page(target(url, Map.of("authorization", new Secret("Bearer x")))), LIMIT);

        assertThat(gateway.taken.get(0).headers().getAll("authorization")).containsExactly("Basic bWU6cEBzcw==");
        assertThat(gateway.taken.get(1).headers().getAll("authorization")).containsExactly("Bearer x");
    }

    @Test
    void eachParcel_hasAConnectionOfItsOwn() throws Exception {
        send(gateway.url());
        send(gateway.url());

        assertThat(gateway.taken)
                .extracting(request -> request.headers().get("connection"))
                .containsExactly("close", "close");
    }

    @Test
    void nobodyListens_isRefused() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(failed(send("http://127.0.0.1:" + free)).why()).isEqualTo(PushFailure.REFUSED);
    }

    @Test
    void aNameWithoutAnAddress_isDns() throws Exception {
        assertThat(failed(send("http://no-such-host.invalid:9091")).why()).isEqualTo(PushFailure.DNS);
    }

    @Test
    void silence_isATimeout_andClosesTheConnection() throws Exception {
        Future<Void> closed = Future.future(
                promise -> gateway.answers(request -> request.connection().closeHandler(v -> promise.complete())));

        assertThat(failed(send(page(target(gateway.url(), Map.of())), 300)).why())
                .isEqualTo(PushFailure.TIMEOUT);
        closed.await(10, TimeUnit.SECONDS);
    }

    @Test
    void aConnectionThatEnds_isReset() throws Exception {
        gateway.answers(request -> request.connection().close());

        assertThat(failed(send(gateway.url())).why()).isEqualTo(PushFailure.RESET);
    }

    @Test
    void tlsTowardsSomethingElse_isTls() throws Exception {
        Outcome outcome = send(gateway.url().replace("http://", "https://"));

        assertThat(failed(outcome).why()).isEqualTo(PushFailure.TLS);
        assertThat(gateway.taken).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void anEndlessAnswer_isJudgedByItsStatus_andCutOff(int status) throws Exception {
        Future<Void> closed =
                Future.future(promise -> gateway.answers(request -> endless(request, status, promise::tryComplete)));
        long before = System.nanoTime();

        Outcome outcome = send(gateway.url());

        assertThat(outcome).isInstanceOf(status == 200 ? Outcome.Done.class : Outcome.Failed.class);
        assertThat(System.nanoTime() - before).isLessThan(3_000_000_000L);
        closed.await(10, TimeUnit.SECONDS);
    }

    private static void endless(HttpServerRequest request, int status, Runnable closed) {
        request.response().setStatusCode(status).setChunked(true);
        request.connection().closeHandler(v -> closed.run());
        Buffer part = Buffer.buffer(new byte[16_384]);
        request.response().drainHandler(v -> request.response().write(part));
        for (int i = 0; i < 8; i++) {
            request.response().write(part);
        }
    }

    @Test
    void aSlowAnswer_isJudgedByItsStatus_afterAMoment() throws Exception {
        gateway.answers(request -> {
            request.response().setChunked(true).write("o");
        });
        long before = System.nanoTime();

        assertThat(send(gateway.url())).isInstanceOf(Outcome.Done.class);
        assertThat(System.nanoTime() - before).isBetween(400_000_000L, 3_000_000_000L);
    }

    @Test
    void aProxy_isAskedForTheWholeUrl_andGetsItsOwnCredentialsOnly() throws Exception {
        Settings.PushTransport through = new Settings.PushTransport(
                false,
                Optional.of(gateway.url().replace("http://", "http://px:y@")),
                PushSettings.plain().tls());
        Target target = new Target(PushUrl.of("http://no-such-host.invalid:9091/pg/"), "job/emqx", Map.of(), through);

        assertThat(send(page(target), LIMIT)).isInstanceOf(Outcome.Done.class);
        assertThat(gateway.taken).hasToString("[PUT http://no-such-host.invalid:9091/pg/metrics/job/emqx]");
        assertThat(gateway.taken.get(0).headers().get("proxy-authorization")).isEqualTo("Basic cHg6eQ==");
        assertThat(gateway.taken.get(0).headers().get("host")).isEqualTo("no-such-host.invalid:9091");
    }

    @Test
    void ipv6_isSpokenTo() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(request.getHeader("host").startsWith("[::1]:") ? 200 : 400)
                        .end(request.getHeader("host")))
                .listen(0, "::1")
                .await(10, TimeUnit.SECONDS);

        assertThat(send("http://[::1]:" + server.actualPort())).isEqualTo(new Outcome.Done());
    }

    @Test
    void givenUp_closesTheConnection() throws Exception {
        Future<Void> closed = Future.future(
                promise -> gateway.answers(request -> request.connection().closeHandler(v -> promise.complete())));
        Future<Outcome> outcome = Future.future(promise -> vertx.runOnContext(v -> {
            Courier.Way way = courier.send(page(target(gateway.url(), Map.of())), LIMIT);
            way.outcome().onComplete(promise);
            vertx.setTimer(200, id -> way.giveUp());
        }));

        assertThat(failed(outcome.await(10, TimeUnit.SECONDS)).detail()).isEqualTo("given up");
        closed.await(10, TimeUnit.SECONDS);
    }

    @Test
    void namesThatHang_takeNoWorkerFromOthers_andMoreOfThemFailAsDns() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        Courier hanging = new Courier(vertx, "1.2.3", target -> {
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new Route.Closed(PushFailure.DNS, "interrupted");
            }
            throw new Route.Closed(PushFailure.DNS, "no address");
        });
        for (int i = 0; i < 6; i++) {
            Parcel parcel = page(target("http://pg" + Math.min(i, 3) + ":9091", Map.of()));
            Outcome outcome = Future.<Outcome>future(promise -> vertx.runOnContext(
                            v -> hanging.send(parcel, 100).outcome().onComplete(promise)))
                    .await(30, TimeUnit.SECONDS);
            if (i < 2) {
                assertThat(failed(outcome).why()).isEqualTo(PushFailure.TIMEOUT);
            } else {
                assertThat(outcome).isEqualTo(new Outcome.Failed(PushFailure.DNS, "the name service does not answer"));
            }
        }

        assertThat(vertx.executeBlocking(() -> "free").await(10, TimeUnit.SECONDS))
                .isEqualTo("free");
        hanging.close().await(10, TimeUnit.SECONDS);
        answered.countDown();
    }

    /** The first address takes no connection, as one behind a firewall; the one that is alive gets its turn. */
    @Test
    void anAddressThatIsSilent_isFollowedByTheNext() throws Exception {
        try (SilentPort silent = new SilentPort("127.0.0.2", gateway.port())) {
            Outcome outcome = over(List.of("127.0.0.2", "127.0.0.1"), LIMIT);

            assertThat(outcome).isInstanceOf(Outcome.Done.class);
            assertThat(silent.isSilent()).isTrue();
        }
    }

    @Test
    void silentAddresses_areATimeoutBeforeThePushIsOver() throws Exception {
        try (SilentPort silent = new SilentPort("127.0.0.2", gateway.port())) {
            Outcome.Failed failed = failed(over(List.of("127.0.0.2", "127.0.0.2"), 1_500));

            assertThat(failed.why()).isEqualTo(PushFailure.TIMEOUT);
            assertThat(failed.detail()).contains("connection timed out");
            assertThat(silent.isSilent()).isTrue();
        }
    }

    @Test
    void moreThanFourAddresses_areNotTried() throws Exception {
        List<String> dead = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5");

        assertThat(over(
                        Stream.concat(dead.stream().skip(1), Stream.of("127.0.0.1"))
                                .toList(),
                        LIMIT))
                .isInstanceOf(Outcome.Done.class);
        assertThat(failed(over(
                                Stream.concat(dead.stream(), Stream.of("127.0.0.1"))
                                        .toList(),
                                LIMIT))
                        .why())
                .isEqualTo(PushFailure.REFUSED);
    }

    private Outcome over(List<String> addresses, long limit) throws Exception {
        List<InetAddress> all = new ArrayList<>();
        for (String address : addresses) {
            all.add(InetAddress.getByName(address));
        }
        Courier there = new Courier(vertx, "1.2.3", target -> new Route(all, Optional.empty()));
        Parcel parcel = page(target("http://pg:" + gateway.port(), Map.of()));
        Outcome outcome = Future.<Outcome>future(promise -> vertx.runOnContext(
                        v -> there.send(parcel, limit).outcome().onComplete(promise)))
                .await(30, TimeUnit.SECONDS);
        there.close().await(10, TimeUnit.SECONDS);
        return outcome;
    }
}
