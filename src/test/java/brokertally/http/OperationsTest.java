package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every operation has in common: path and method, the gate, the body. */
class OperationsTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> gated = new CopyOnWriteArrayList<>();
    private volatile int refusal;
    private RawClient raw;
    private int port;

    @BeforeEach
    void start() {
        List<Operation> operations = new ArrayList<>();
        operations.add(Operation.get("/thing", Access.VIEWER, this::show));
        operations.add(new Operation(HttpMethod.PUT, "/thing", Access.ADMINISTRATOR, this::put));
        operations.add(new Operation(HttpMethod.DELETE, "/thing/:name", Access.ADMINISTRATOR, this::show));
        operations.add(new Operation(HttpMethod.POST, "/bell", Access.ADMINISTRATOR, this::show));
        operations.add(Operation.get("/open", Access.OPEN, this::show));
        Gate gate = (request, access, through) -> {
            gated.add(request.method() + " " + access);
            // later, as a gate that has to hash a secret
            vertx.setTimer(20, timer -> {
                if (refusal == 0) {
                    through.accept(new Caller("k"));
                } else {
                    Reply.error(request, refusal, "REFUSED", "");
                }
            });
        };
        Entrance entrance =
                new Entrance(vertx, new Entrance.Inside(new Paths(operations), gate), new Traffic(), new Connections());
        HttpServer server = vertx.createHttpServer(
                        ServerSettings.of(TestServer.plainHttp(), java.util.Optional.empty()))
                .connectionHandler(entrance::connected)
                .invalidRequestHandler(entrance::invalid)
                .requestHandler(entrance);
        port = server.listen().await().actualPort();
        raw = new RawClient(port);
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private void show(RoutingContext context) {
        done.add(context.request().method() + " " + context.pathParams() + " by "
                + Caller.of(context).key());
        Reply.send(context.request(), 200, Reply.PLAIN, Buffer.buffer("shown"));
    }

    private void put(RoutingContext context) {
        JsonBody.read(context.request(), body -> {
            done.add("body " + body.length());
            if (body.toString().equals("bad")) {
                throw new BadRequest("not JSON");
            }
            Reply.send(context.request(), 200, Reply.JSON, body);
        });
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void oneSlashBehindAPath_isAsIfItWereNotThere() throws Exception {
        HttpResponse<String> response = send("PUT", "/thing/", "{\"a\":1}", "Content-Type", "application/json");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"a\":1}");
    }

    /** The router would take them; then a body would be lost on its way (a PUT that came without its body). */
    @ParameterizedTest
    @ValueSource(strings = {"/./thing", "//thing", "/th%69ng", "/thing//", "/x/../thing"})
    void otherSpellingsOfAPath_are404_andDoNothing(String path) {
        String answer = raw.send("PUT " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 404 ");
        assertThat(done).isEmpty();
        assertThat(gated).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/thing|POST|GET, HEAD, PUT",
                "/thing/x|GET|DELETE",
                "/bell|GET|POST",
                "/open|PUT|GET, HEAD",
                "/open|OPTIONS|GET, HEAD"
            })
    void otherMethods_are405WithAllow_andNobodyIsAskedForAKey(String path, String method, String allow)
            throws Exception {
        HttpResponse<String> response = send(method, path, "");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains(allow);
        assertThat(gated).isEmpty();
    }

    @Test
    void everyOperation_asksTheGate_andKnowsItsCaller() throws Exception {
        send("GET", "/thing", "");
        send("HEAD", "/open", "");
        send("DELETE", "/thing/a%20b", "");
        send("POST", "/bell", "");

        assertThat(gated).containsExactly("GET VIEWER", "HEAD OPEN", "DELETE ADMINISTRATOR", "POST ADMINISTRATOR");
        assertThat(done).containsExactly("GET {} by k", "HEAD {} by k", "DELETE {name=a b} by k", "POST {} by k");
    }

    @Test
    void body_isReadAfterTheGate() throws Exception {
        assertThat(send("PUT", "/thing", "{\"a\":1}", "Content-Type", "application/json")
                        .body())
                .isEqualTo("{\"a\":1}");

        refusal = 401;
        HttpResponse<String> response = send("PUT", "/thing", "x".repeat(100_000), "Content-Type", "text/x");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(done).containsExactly("body 7");
    }

    @Test
    void body_ofFullSize_isTaken_andOneByteMoreIs413() throws Exception {
        String full = "x".repeat(JsonBody.MAX_BYTES);

        assertThat(send("PUT", "/thing", full, "Content-Type", "application/json; charset=utf-8")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("PUT", "/thing", full + "x", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void chunkedBody_isTaken_bounded_andTheLastOfItsConnection() {
        String head =
                "PUT /thing HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String more = "GET /open HTTP/1.1\r\nHost: x\r\n\r\n";

        String answer = raw.send(head + "2\r\n{}\r\n0\r\n\r\n" + more);

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{}").doesNotContain("shown");
        assertThat(raw.send(head + "11000\r\n" + "x".repeat(0x11000) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void noBody_isAnEmptyOne() throws Exception {
        assertThat(send("PUT", "/thing", "", "Content-Type", "application/json").statusCode())
                .isEqualTo(200);
        assertThat(done).containsExactly("body 0");
    }

    @Test
    void badRequestOfTheTaker_is400() throws Exception {
        assertThat(send("PUT", "/thing", "bad", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"})
    void otherTypes_are415(String type) throws Exception {
        HttpResponse<String> response = send("PUT", "/thing", "{}", "Content-Type", type);

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body())
                .isEqualTo(
                        "{\"code\":\"UNSUPPORTED_MEDIA_TYPE\",\"message\":\"content-type:application/json Required\"}");
    }

    /** Threat T10: nothing is ever decompressed, so that a small body stays one. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd", "deflate", "x-gzip", "snappy", "gzip, gzip", "identity, gzip"})
    void compressedBodies_are415AtOnce_threatT10(String coding) throws Exception {
        long begin = System.nanoTime();
        HttpResponse<String> response = send(
                "PUT", "/thing", "x".repeat(60_000), "Content-Type", "application/json", "Content-Encoding", coding);

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat((System.nanoTime() - begin) / 1_000_000).as("ms").isLessThan(1000);
        assertThat(done).isEmpty();
    }

    @Test
    void changes_areNotStored_andNotTakenFromOtherSites() throws Exception {
        assertThat(send("POST", "/bell", "").headers().firstValue("cache-control"))
                .contains("no-store");
        assertThat(send("GET", "/thing", "").headers().firstValue("cache-control"))
                .contains("no-store");
        assertThat(send("GET", "/bell", "").headers().firstValue("cache-control"))
                .as("405")
                .contains("no-store");
        assertThat(send("PUT", "/open", "").headers().firstValue("cache-control"))
                .as("405 where all is open")
                .isEmpty();
        done.clear();

        assertThat(send("POST", "/bell", "", "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/bell", "", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(send("POST", "/bell", "", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(done).isEmpty();
        assertThat(send("POST", "/bell", "", "Origin", "http://127.0.0.1:" + port, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepAlive_worksAfterAChangeWithoutBody() {
        String answer = raw.send("DELETE /thing/x HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /bell HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                + "GET /open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(4);
    }
}
