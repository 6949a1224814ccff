package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send that are no clients. */
class HostileRequestsTest {
    private static final String STATS = "/api/v5/prometheus/stats";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.scraper.asked.clear();
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?mode=%",
                "?mode=%zz",
                "?mode=%c3",
                "?%",
                "?name[]=%00",
                "?mode=\u00ff",
                "?mode=node%0d%0aX-Evil:1",
                "?mode=a;b",
            })
    void malformedQueries_are400(String query) {
        assertThat(server.rawStatus(get(STATS + query))).isEqualTo(400);
        assertThat(server.scraper.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%zz",
                "/%c3%28",
                "/api/v5/prometheus/stats%",
                "/%00",
                "//",
                "/..",
                "/%2",
                "*",
                "x",
                "http://",
                "/\u00e4",
                "/a\\b"
            })
    void malformedPaths_are400Or404_never500(String path) {
        assertThat(server.rawStatus(get(path))).isIn(400, 404, 200);
        assertThat(server.scraper.asked).isEmpty();
    }

    /** Threat T13: 100,000 parameters. */
    @Test
    void manyParameters_are400Fast() {
        String flood = get(STATS + "?" + "name[]=a&".repeat(100_000));
        assertThat(server.rawStatus(flood)).isEqualTo(400);

        // 50 ms on a quiet machine (T13), with room for a busy one.
        assertThat(server.millisToFirstByte(flood)).isLessThan(500);
        assertThat(server.scraper.asked).isEmpty();
    }

    @Test
    void moreNamesThanAllowed_are400_andAsManyAsAllowedWork() {
        String most = STATS + "?" + "name[]=a&".repeat(ScrapeParameters.MAX_NAMES);

        assertThat(server.rawStatus(get(most))).isEqualTo(200);
        assertThat(server.rawStatus(get(most + "name[]=b"))).isEqualTo(400);
    }

    @Test
    void aQueryOfTheFullLength_isRead() {
        String query = "?x=" + "a".repeat(Query.MAX_BYTES - 2);

        assertThat(server.rawStatus(get(STATS + query))).isEqualTo(200);
        assertThat(server.rawStatus(get(STATS + query + "a"))).isEqualTo(400);
    }

    @Test
    void longHeaders_are400() {
        String request = "GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n";

        assertThat(server.rawStatus(request)).isEqualTo(400);
    }

    /** Threats T13 and T14: 10,000 paths. */
    @Test
    void randomPaths_runNoCollection_andMakeOneSeries() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            String path = "/api/v5/prometheus/" + Long.toString(random.nextLong() >>> 1, 36);
            assertThat(server.get(path).statusCode()).isEqualTo(404);
        }

        assertThat(server.scraper.asked).isEmpty();
        List<String> counted = server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("brokertally_http_requests_total{"))
                .toList();
        assertThat(counted).hasSizeLessThan(40);
        assertThat(counted)
                .anyMatch(line -> line.startsWith("brokertally_http_requests_total{code=\"404\",path=\"other\"}"));
    }

    /** Threat T14: 10,000 methods. */
    @Test
    void randomMethods_makeNoSeries() {
        Random random = new Random(7);
        series(); // makes the series of its own path
        long before = series();
        for (int i = 0; i < 10_000; i++) {
            String method = Long.toString(random.nextLong() >>> 1, 26)
                            .replaceAll("[0-9]", "")
                            .toUpperCase(java.util.Locale.ROOT)
                    + "X";
            assertThat(server.send(method, "/live").statusCode()).isEqualTo(405);
        }

        assertThat(series() - before).isLessThanOrEqualTo(1);
    }

    private static long series() {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
    }

    static List<String> smuggling() {
        String tail = "0\r\n\r\nGET " + STATS + " HTTP/1.1\r\nHost: x\r\n\r\n";
        return List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + tail,
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding: chunked\r\n\r\n" + tail,
                "Transfer-Encoding: Chunked\r\nContent-Length: 0\r\n\r\n" + tail,
                "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding: chunked, identity\r\n\r\n" + tail,
                "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding:\tchunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n" + tail,
                " Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + tail,
                "Content-Length: 5\r\nContent-Length: 5\r\n\r\n" + tail,
                "Content-Length: 5, 6\r\n\r\n" + tail,
                "Content-Length: 5, 5\r\n\r\n" + tail,
                "Content-Length: +5\r\n\r\n" + tail,
                "Content-Length: -5\r\n\r\n" + tail,
                "Content-Length: 0x5\r\n\r\n" + tail,
                "Content-Length: 5a\r\n\r\n" + tail,
                "Content-Length: 99999999999999999999\r\n\r\n" + tail,
                "Content-Length: \r\n\r\n" + tail,
                "Content-Length: 05\r\n\r\n" + tail,
                "Content-Length: 00\r\n\r\n" + tail,
                "Content-Length : 5\r\n\r\n" + tail,
                "Content\u0000-Length: 5\r\n\r\n" + tail,
                "Content-Length: 5\u0000\r\n\r\n" + tail,
                "Content-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + tail,
                "Transfer-Encoding: identity, chunked\r\n\r\n" + tail,
                "Transfer-Encoding: gzip, chunked\r\n\r\n" + tail,
                "Transfer-Encoding: \"chunked\"\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding: chunked\u0000\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer\u00ad-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding\r\n: chunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding: chunked\nContent-Length: 5\n\n" + tail,
                "X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + tail,
                "Transfer-Encoding: chunked\r\n\r\n0\n\nGET " + STATS + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\nx\r\n" + tail,
                "Content-Length: 1\r\nContent-Length: 0\r\n\r\n" + tail,
                "content-length: 5\r\nCONTENT-LENGTH: 7\r\n\r\n" + tail);
    }

    @Test
    void smuggling_hasForty() {
        assertThat(smuggling()).hasSizeGreaterThanOrEqualTo(40);
    }

    /** Threat T23. */
    @ParameterizedTest
    @MethodSource("smuggling")
    void bodiesAndTheirTricks_getOneAnswerAndNoSecondRequest(String headersAndBody) {
        String answer = server.raw("GET " + STATS + " HTTP/1.1\r\nHost: x\r\n" + headersAndBody);

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).hasSize(2);
        assertThat(server.scraper.asked).isEmpty();
    }

    @Test
    void aPostWithABody_isAnsweredAndTheConnectionEnds() {
        String body = "GET " + STATS + " HTTP/1.1\r\nHost: x\r\n\r\n";
        String answer = server.raw(
                "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body + body);

        assertThat(answer).startsWith("HTTP/1.1 405 ").containsOnlyOnce("HTTP/1.1 ");
        assertThat(server.scraper.asked).isEmpty();
    }

    /** Threat T23: a server that knows no HTTP/2 cannot be flooded with its resets. */
    @Test
    void h2_withPriorKnowledge_isRefused() {
        String answer = server.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");

        assertThat(answer).startsWith("HTTP/2.0 501 ").containsOnlyOnce("HTTP/");
    }

    /** Threat T23. */
    @Test
    void h2c_isNotUpgradedTo() {
        String upgrade = "GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n";

        String answer = server.raw(upgrade + get("/nothing"));

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 404 ").doesNotContain("101 Switching");
    }

    @Test
    void h2c_withPriorKnowledge_isNoRequest() {
        assertThat(server.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                .contains(" 501 ")
                .containsOnlyOnce("HTTP/");
    }

    @Test
    void aWebSocketUpgrade_isOnlyARequest() {
        String upgrade = "GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                + get("/live");

        assertThat(server.raw(upgrade)).startsWith("HTTP/1.1 200 ").doesNotContain("101 Switching");
    }

    @Test
    void pipelinedRequests_areAnsweredInOrder() {
        String answer = server.raw("GET /live HTTP/1.1\r\nHost: x\r\n\r\n" + get("/nothing"));

        assertThat(answer.indexOf("HTTP/1.1 200")).isZero();
        assertThat(answer.indexOf("HTTP/1.1 404")).isPositive();
    }
}
