package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.config.Settings.Counters;
import brokertally.config.Settings.Partial;
import brokertally.model.Endpoint;
import brokertally.scrape.Answer;
import brokertally.scrape.ScrapeRequest;
import brokertally.scrape.ScrapeRequest.Policy;
import brokertally.tally.Mode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeEndpointTest {
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
        server.scraper.answers(new FakeScraper.FakePage("a 1\n"));
    }

    @ParameterizedTest
    @EnumSource
    void get_givesThePageOfItsEndpoint(Endpoint endpoint) {
        HttpResponse<String> response = server.get("/api/v5/prometheus/" + endpoint.path());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("a 1\n");
        assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.headers().firstValue("content-length")).contains("4");
        assertThat(response.headers().firstValue("vary"))
                .hasValueSatisfying(vary -> assertThat(vary).isEqualToIgnoringCase("accept-encoding"));
        assertThat(server.scraper.only())
                .isEqualTo(new ScrapeRequest(
                        Mode.NODE, Set.of(endpoint), Set.of(), new Policy(Counters.MONOTONE, Partial.ALLOW), 5000));
    }

    @Test
    void get_passesAllParametersAndTheDeadlineOn() {
        server.get(
                STATS
                        + "?mode=all_nodes_aggregated&partial=fail&name[]=a&name[]=b&counters=running&x=%C3%A4"
                                .replace("[]", "%5B%5D"),
                Deadline.HEADER,
                "1.5");

        assertThat(server.scraper.only())
                .isEqualTo(new ScrapeRequest(
                        Mode.AGGREGATED,
                        Set.of(Endpoint.STATS),
                        Set.of("a", "b"),
                        new Policy(Counters.RUNNING, Partial.FAIL),
                        1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9",
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,*/*;q=0.1",
                "application/json",
                "*/*",
                "text/plain;version=1.0.0;escaping=allow-utf-8",
                ";;;,,,\"",
            })
    void get_givesTheSameFormatWhateverAcceptSays(String accept) {
        HttpResponse<String> response = server.get(STATS, "Accept", accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void head_collectsAndGivesTheHeadersAlone() {
        HttpResponse<String> response = server.send("HEAD", STATS + "?mode=all_nodes_unaggregated");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("content-length")).contains("4");
        assertThat(response.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(server.scraper.only().mode()).isEqualTo(Mode.UNAGGREGATED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?mode=bogus | mode: 'bogus' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
                "?mode= | mode: '' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
                "?mode=node&mode=node | mode: given 2 times, allowed once",
                "?counters=all | counters: 'all' is not one of monotone, running",
                "?partial=x | partial: 'x' is not one of allow, fail",
                "?mode=%3Cscript%3E | mode: '<script>' is not one of node, all_nodes_aggregated, all_nodes_unaggregated",
            })
    void get_refusesBadParametersWithoutCollecting(String query, String message) {
        HttpResponse<String> response = server.get(STATS + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(new JsonObject(response.body()))
                .isEqualTo(new JsonObject().put("code", "BAD_REQUEST").put("message", message));
        assertThat(server.scraper.asked).isEmpty();
    }

    @Test
    void get_compressesLargePagesWhenAsked_byThePageItself() throws IOException {
        FakeScraper.FakePage page = new FakeScraper.FakePage("emqx_messages_received 1\n".repeat(100));
        server.scraper.answers(page);

        HttpResponse<byte[]> response = server.bytes(STATS, "Accept-Encoding", "gzip");

        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(response.headers().firstValue("content-length")).contains(Integer.toString(response.body().length));
        assertThat(response.body()).hasSizeLessThan(page.text().length());
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(page.text().toString());
        }
        assertThat(page.gzipCalls).hasValue(1);
    }

    @Test
    void head_ofACompressedPage_hasItsLength() {
        FakeScraper.FakePage page = new FakeScraper.FakePage("emqx_messages_received 1\n".repeat(100));
        server.scraper.answers(page);

        int length = server.bytes(STATS, "Accept-Encoding", "gzip").body().length;
        HttpResponse<String> head = server.send("HEAD", STATS, "Accept-Encoding", "gzip");

        assertThat(head.headers().firstValue("content-length")).contains(Integer.toString(length));
        assertThat(head.headers().firstValue("content-encoding")).contains("gzip");
    }

    @Test
    void get_ofOnePageObject_canBeAnsweredManyTimes() {
        FakeScraper.FakePage page = new FakeScraper.FakePage("emqx_messages_received 1\n".repeat(100));
        server.scraper.answers(page);

        for (int i = 0; i < 5; i++) {
            HttpResponse<String> plain = server.get(STATS);
            assertThat(plain.body()).isEqualTo(page.text().toString());
            assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        }
        assertThat(page.gzipCalls).hasValue(0);
    }

    @Test
    void get_doesNotCompressSmallPages() {
        assertThat(server.get(STATS, "Accept-Encoding", "gzip").body()).isEqualTo("a 1\n");
    }

    @Test
    void get_whenPartialIsRefused_answers503WithRetryAfter() {
        server.scraper.answers(new Answer.Refused(2, 3, List.of("emqx@silent")));

        HttpResponse<String> response = server.get(STATS + "?partial=fail");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValueAsLong("retry-after")).hasValue(5);
        assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("PARTIAL");
        assertThat(new JsonObject(response.body()).getString("message"))
                .contains("2 of 3")
                .contains("emqx@silent");
    }

    @Test
    void get_whenBusy_answers503WithRetryAfter() {
        server.scraper.answers(new Answer.Busy());

        HttpResponse<String> response = server.get(STATS);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValueAsLong("retry-after")).hasValue(1);
        assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("BUSY");
    }

    @Test
    void get_whenWeFail_answers500WithoutInternals() {
        server.scraper.answer = Future.failedFuture(new IllegalStateException("secret of class Foo"));

        HttpResponse<String> response = server.get(STATS);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(new JsonObject(response.body()).getString("code")).isEqualTo("INTERNAL_ERROR");
        assertThat(response.body())
                .doesNotContain("Foo")
                .doesNotContain("IllegalState")
                .doesNotContain("brokertally");
    }

    @Test
    void get_afterAFailure_stillCountsNoScrapeInProgress() {
        server.scraper.answer = Future.failedFuture(new IllegalStateException("x"));
        server.get(STATS);

        assertThat(server.get("/metrics").body()).contains("\nbrokertally_http_scrapes_in_progress 0\n");
    }
}
