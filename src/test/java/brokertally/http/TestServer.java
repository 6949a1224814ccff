package brokertally.http;

import brokertally.cluster.MemberView;
import brokertally.config.Secret;
import brokertally.config.Settings;
import brokertally.model.BrokerState;
import brokertally.model.Measure;
import brokertally.model.Reason;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** An {@link HttpVerticle} on a free port of loopback, with a scraper and members that the test decides. */
final class TestServer implements AutoCloseable {
    final FakeScraper scraper = new FakeScraper();
    final FakeExplainer explainer = new FakeExplainer();
    final List<MemberView> members = new ArrayList<>();
    final List<Measure> measures = new ArrayList<>();
    final AtomicBoolean ready = new AtomicBoolean(true);
    final int port;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(Settings.HttpTls tls) {
        Settings settings = settings(new Settings.Http("127.0.0.1", 0, tls));
        Deps deps = new Deps(settings, "1.2.3", scraper, explainer::explain, () -> members, () -> measures, ready::get);
        HttpVerticle verticle = new HttpVerticle(deps);
        vertx.deployVerticle(verticle).await();
        port = verticle.actualPort();
    }

    static TestServer start() {
        return new TestServer(new Settings.HttpTls(Optional.empty(), Optional.empty(), Optional.empty()));
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
                false, "", Duration.ofSeconds(15), "put", "", Map.of(), "node", List.of("stats"));
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
                new MemberView.Sample(true, 1500, 42, 305, 1_700_000_000_000L));
    }

    HttpResponse<String> get(String target, String... headers) {
        return send("GET", target, headers);
    }

    HttpResponse<String> send(String method, String target, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(target)).method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
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

    /** Sends these very bytes and reads until the server closes the connection, or for as long as it says nothing. */
    String raw(String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> readAll(socket));
            send(socket, request);
            return new String(answer.join(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The server may answer and close before it has taken all of a hostile request; that is no failure of the sender. */
    private static void send(Socket socket, String request) {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException closedEarly) {
            // what counts is the answer, which is read meanwhile
        }
    }

    private static byte[] readAll(Socket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        try {
            for (int n = socket.getInputStream().read(part);
                    n >= 0;
                    n = socket.getInputStream().read(part)) {
                all.write(part, 0, n);
            }
        } catch (IOException reset) {
            // a reset behind the answer ends it as well
        }
        return all.toByteArray();
    }

    /** How long the server takes to begin its answer, the sending of the request included. */
    long millisToFirstByte(String request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            long start = System.nanoTime();
            CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> firstByteAt(socket));
            send(socket, request);
            return (first.join() - start) / 1_000_000;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long firstByteAt(Socket socket) {
        try {
            if (socket.getInputStream().read() < 0) {
                throw new AssertionError("no answer");
            }
            return System.nanoTime();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The status of the one answer to these bytes, which must end the connection. */
    int rawStatus(String request) {
        String answer = raw(request);
        if (!answer.startsWith("HTTP/1.")) {
            throw new AssertionError("no answer: " + answer);
        }
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
