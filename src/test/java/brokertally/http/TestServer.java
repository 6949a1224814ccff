package brokertally.http;

import brokertally.TestSettings;
import brokertally.auth.BasicCredentials;
import brokertally.auth.Minter;
import brokertally.auth.Role;
import brokertally.cluster.LiveConfig;
import brokertally.cluster.MemberView;
import brokertally.config.Secret;
import brokertally.config.Settings;
import brokertally.model.BrokerState;
import brokertally.model.Measure;
import brokertally.model.PushState;
import brokertally.model.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** An {@link HttpVerticle} on a free port of loopback, with a scraper and members that the test decides. */
final class TestServer implements AutoCloseable {
    /** As the value of Authorization: the header is left out. */
    static final String NOBODY = "";

    private static final int ITERATIONS = 100;

    final FakeScraper scraper = new FakeScraper();
    final FakeExplainer explainer = new FakeExplainer();
    final List<MemberView> members = new ArrayList<>();
    final List<Measure> measures = new ArrayList<>();
    final AtomicBoolean ready = new AtomicBoolean(true);
    final int port;

    final FakeShared shared = new FakeShared();
    final ApiKeys keys;
    /** Whether the scrape endpoints ask for a key. */
    final AtomicBoolean basicAuth = new AtomicBoolean();
    /** What a reload comes to; empty: nobody may cause one. */
    final AtomicReference<Optional<Future<LiveConfig.Reloaded>>> reload = new AtomicReference<>(Optional.empty());
    /** The time by which keys expire. */
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    /** An administrator; what the methods below send when the test gives no Authorization of its own. */
    final String administrator;

    private final Deps deps;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(Settings.HttpTls tls) {
        Settings settings = settings(new Settings.Http("127.0.0.1", 0, tls));
        keys = new ApiKeys(vertx, shared, Optional.empty(), new Minter(ITERATIONS), now::get);
        administrator = basic(key("test-administrator", Role.ADMINISTRATOR));
        deps = new Deps(
                settings,
                "1.2.3",
                scraper,
                explainer::explain,
                new SwitchedConfig(settings.prometheus(), basicAuth, reload),
                keys,
                () -> members,
                () -> measures,
                ready::get);
        HttpVerticle verticle = new HttpVerticle(deps);
        vertx.deployVerticle(verticle).await();
        port = verticle.actualPort();
    }

    /** What it can be asked. */
    List<Operation> operations() {
        return new Handlers(deps, new Traffic(), List::of).operations();
    }

    /** Makes a key as another sidecar would have; its credentials. */
    BasicCredentials key(String name, Role role) {
        Minter.Minted minted = keys.minter()
                .mint(
                        new Minter.Wish(name, role, true, Optional.empty(), ""),
                        keys.clock().instant());
        keys.store(minted.key()).await();
        return new BasicCredentials(minted.key().key(), minted.secret());
    }

    /** The value of the header Authorization. */
    static String basic(BasicCredentials credentials) {
        return basic(credentials.key(), credentials.secret());
    }

    static String basic(String key, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((key + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    static TestServer start() {
        return new TestServer(plainHttp().tls());
    }

    /** Any free port of loopback, without TLS. */
    static Settings.Http plainHttp() {
        return new Settings.Http(
                "127.0.0.1", 0, new Settings.HttpTls(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    static TestServer start(Settings.HttpTls tls) {
        return new TestServer(tls);
    }

    /** Settings in which only http and gather are of interest. */
    static Settings settings(Settings.Http http) {
        Settings.Source source = new Settings.Source(
                Settings.SourceType.DEMO, "", Map.of(), "", Secret.NONE, "", Secret.NONE, Duration.ofSeconds(2));
        Settings.Cluster cluster = new Settings.Cluster(
                "test",
                "127.0.0.1",
                0,
                0,
                Settings.Join.STATIC,
                List.of(),
                "",
                0,
                65536,
                new Settings.ClusterTls(Optional.empty(), Secret.NONE));
        Settings.PushGateway push = new Settings.PushGateway(
                false,
                "",
                Duration.ofSeconds(15),
                "put",
                "",
                Map.of(),
                "node",
                List.of("stats"),
                TestSettings.PUSH_LIFE,
                TestSettings.PUSH_TRANSPORT);
        return new Settings(
                new Settings.Node(Optional.empty()),
                http,
                cluster,
                source,
                new Settings.Sampling(Duration.ofSeconds(5), Duration.ofSeconds(1)),
                new Settings.Gather(Duration.ofSeconds(5), Duration.ofSeconds(15), Settings.Partial.ALLOW),
                new Settings.Aggregation(Settings.Counters.MONOTONE, List.of()),
                new Settings.Limits(200_000, 1024, 64L << 20, 64),
                new Settings.Ledger(Duration.ofHours(24)),
                new Settings.ApiKey(Optional.empty()),
                Optional.empty(),
                new Settings.Prometheus(false, push, Map.of()),
                new Settings.Log("info", "text"));
    }

    static MemberView member(String node, Reason missing, boolean self) {
        return memberAt("127.0.0.1:18090", node, missing, self);
    }

    static MemberView memberAt(String address, String node, Reason missing, boolean self) {
        return new MemberView(
                "member-of-" + node,
                node,
                address,
                "1.2.3",
                self,
                missing,
                new BrokerState(Reason.NONE, "emqx", "5.8.9"),
                Optional.of(PushState.OFF),
                new MemberView.Sample(true, 1500, 42, 305, 1_700_000_000_000L));
    }

    /** A member without a sample whose push stands so. */
    static MemberView pushing(Optional<PushState> push) {
        return new MemberView(
                "m",
                "n",
                "127.0.0.1:1",
                "1",
                true,
                Reason.NOT_READ_YET,
                new BrokerState(Reason.NOT_READ_YET, "emqx", ""),
                push,
                new MemberView.Sample(false, 0, 0, 0, 0));
    }

    HttpResponse<String> get(String target, String... headers) {
        return send("GET", target, headers);
    }

    HttpResponse<String> send(String method, String target, String... headers) {
        return sendBody(method, target, HttpRequest.BodyPublishers.noBody(), headers);
    }

    /** Sends JSON. */
    HttpResponse<String> json(String method, String target, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return sendBody(method, target, HttpRequest.BodyPublishers.ofString(body), all);
    }

    private HttpResponse<String> sendBody(
            String method, String target, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(target)).method(method, body);
        boolean anonymous = true;
        for (int i = 0; i < headers.length; i += 2) {
            anonymous &= !headers[i].equals("Authorization");
            if (!headers[i + 1].equals(NOBODY)) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        if (anonymous) {
            request.header("Authorization", administrator);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + target, e);
        }
    }

    HttpResponse<byte[]> bytes(String target, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(target));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(target, e);
        }
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port + target);
    }

    /** A client that sends any bytes. */
    RawClient raw() {
        return new RawClient(port);
    }

    String raw(String request) {
        return raw().send(request);
    }

    long millisToFirstByte(String request) {
        return raw().millisToFirstByte(request);
    }

    /** The status of the one answer to these bytes, which must end the connection. */
    int rawStatus(String request) {
        return raw().status(request);
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** The configuration, with the switch that the test turns. */
    private record SwitchedConfig(
            Settings.Prometheus given,
            AtomicBoolean basicAuth,
            AtomicReference<Optional<Future<LiveConfig.Reloaded>>> reloads)
            implements LiveConfig {
        @Override
        public Settings.Prometheus prometheus() {
            return new Settings.Prometheus(basicAuth.get(), given.pushGateway(), given.collectors());
        }

        @Override
        public Future<Settings.Prometheus> replace(String json, String by) {
            return new FixedConfig(given).replace(json, by);
        }

        @Override
        public boolean mayReload() {
            return reloads.get().isPresent();
        }

        @Override
        public Future<Reloaded> reload() {
            return reloads.get().orElseThrow();
        }
    }
}
