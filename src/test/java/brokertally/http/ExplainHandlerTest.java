package brokertally.http;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.catalog.AggregationClass;
import brokertally.config.Settings.Counters;
import brokertally.model.Endpoint;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Values;
import brokertally.scrape.ExplainRequest;
import brokertally.scrape.Explanation;
import brokertally.scrape.Explanation.About;
import brokertally.scrape.Explanation.Found;
import brokertally.scrape.Explanation.Node;
import brokertally.scrape.Explanation.Page;
import brokertally.scrape.Explanation.Series;
import brokertally.scrape.Explanation.Share;
import brokertally.scrape.Explanation.State;
import brokertally.scrape.Explanation.Unknown;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainHandlerTest {
    private static final String PATH = "/api/v5/prometheus/explain";

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
        server.explainer.asked.clear();
        server.explainer.answer = found(AggregationClass.SUM, true, 2);
    }

    private static Found found(AggregationClass aggregation, boolean monotone, int count) {
        About about = new About(Endpoint.STATS, "emqx_x", MetricType.COUNTER, aggregation, monotone, Counters.MONOTONE);
        Node up = new Node(
                "emqx@a",
                State.UP,
                Reason.NONE,
                Optional.of(true),
                Optional.of(new Incarnation(1_700_000_000_000L)),
                Optional.of(1500L),
                Optional.of(new Page(10, 12, 11, 0)));
        Node longGone = new Node(
                "",
                State.LONG_GONE,
                Reason.LEFT,
                Optional.empty(),
                Optional.empty(),
                Optional.of(90_000L),
                Optional.of(new Page(1, 2, 2, 3)));
        Share share = new Share("emqx@a", 5, 200, false, 205);
        Share other = new Share("", 7.5, Double.NaN, true, Double.POSITIVE_INFINITY);
        Series series = new Series("emqx_x", "id=\"r\\\"1\"", 212.5, Values.ABSENT, List.of(share, other));
        return new Found(about, List.of(longGone, up), List.of(series), count);
    }

    private static JsonObject message(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getString("code")).isEqualTo(code);
        return body;
    }

    @Test
    void found_isJsonOfAllThatIsKnown() {
        HttpResponse<String> response = server.get(PATH + "?family=emqx_x");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getString("rule")).contains("value + base");
        body.remove("rule");
        assertThat(body.encode())
                .isEqualTo(new JsonObject(
                                """
                                {"family":"emqx_x","endpoint":"stats","type":"counter","class":"sum","monotone":true,
                                 "counters":"monotone",
                                 "nodes":[
                                  {"node":null,"state":"long_gone","reason":null,"broker_up":null,"incarnation":null,
                                   "age_seconds":90.0,"page":{"founded":1,"sequence":2,"stamp":2,"folded_nodes":3}},
                                  {"node":"emqx@a","state":"up","reason":"none","broker_up":true,
                                   "incarnation":"2023-11-14T22:13:20Z","age_seconds":1.5,
                                   "page":{"founded":10,"sequence":12,"stamp":11}}],
                                 "series_count":2,"truncated":true,
                                 "series":[{"name":"emqx_x","labels":{"id":"r\\"1"},"total":212.5,"running":null,
                                  "nodes":[
                                   {"node":"emqx@a","value":5,"base":200,"dropped":false,"contribution":205},
                                   {"node":null,"value":7.5,"base":null,"dropped":true,"contribution":null}]}]}
                                """)
                        .encode());
    }

    @Test
    void everythingListed_isNotTruncated() {
        server.explainer.answer = found(AggregationClass.SUM, true, 1);

        assertThat(new JsonObject(server.get(PATH + "?family=emqx_x").body()).getBoolean("truncated"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "SUM, may fall",
        "LOGICAL_AND, all values are over 0",
        "PER_NODE, a series of its own",
        "CLUSTER, sidecar answers",
        "MAX, largest",
        "MIN, smallest"
    })
    void ruleOfEachClass_isSaidInWords(AggregationClass aggregation, String words) {
        server.explainer.answer = found(aggregation, false, 1);

        JsonObject body = new JsonObject(server.get(PATH + "?family=emqx_x").body());

        assertThat(body.getString("rule")).contains(words);
        assertThat(body.getBoolean("monotone")).isFalse();
    }

    @Test
    void parameters_areHandedOn_andTheDeadlineOfTheAskerHolds() {
        server.get(PATH + "?family=emqx_x&endpoint=data_integration&labels=id%3D%221%22", Deadline.HEADER, "2");

        assertThat(server.explainer.asked)
                .containsExactly(
                        new ExplainRequest("emqx_x", Optional.of(Endpoint.DATA_INTEGRATION), "id=\"1\"", 1500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|family: missing",
                "?endpoint=stats|family: missing",
                "?family=|family: '' is not a metric name",
                "?family=a%20b|family: 'a b' is not a metric name",
                "?family=a&family=b|family: given 2 times, allowed once",
                "?family=a&endpoint=STATS|endpoint: 'STATS' is not one of stats, auth, data_integration",
                "?family=a&endpoint=stats&endpoint=auth|endpoint: given 2 times",
                "?family=a&labels=x&labels=y|labels: given 2 times",
            })
    void parametersThatCannotBe_are400_andAskNobody(String query, String message) {
        JsonObject body = message(server.get(PATH + query), 400, "BAD_REQUEST");

        assertThat(body.getString("message")).startsWith(message);
        assertThat(server.explainer.asked).isEmpty();
    }

    @Test
    void familyThatNobodyShows_is404_andSaysWhatToDo() {
        server.explainer.answer = new Unknown(Optional.empty(), List.of());
        assertThat(message(server.get(PATH + "?family=emqx_y_sum"), 404, "NOT_FOUND")
                        .getString("message"))
                .contains("no node shows 'emqx_y_sum'", "no _bucket, _sum or _count", "lists what there is");
        assertThat(message(server.get(PATH + "?family=brokertally_node_up"), 404, "NOT_FOUND")
                        .getString("message"))
                .contains("made by the sidecar");

        server.explainer.answer = new Unknown(Optional.of(Endpoint.AUTH), List.of());
        assertThat(message(server.get(PATH + "?family=emqx_y"), 404, "NOT_FOUND")
                        .getString("message"))
                .contains("it would be on auth");

        server.explainer.answer = new Unknown(Optional.of(Endpoint.STATS), List.of(Endpoint.STATS));
        assertThat(message(server.get(PATH + "?family=emqx_y&endpoint=auth"), 404, "NOT_FOUND")
                        .getString("message"))
                .contains("not on the endpoint auth but on stats");
    }

    @Test
    void tooMany_is503WithRetryAfter() {
        server.explainer.answer = new Explanation.Busy();

        HttpResponse<String> response = server.get(PATH + "?family=emqx_x");

        message(response, 503, "BUSY");
        assertThat(response.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void sidecarThatHasJustStarted_is503WithRetryAfter() {
        server.explainer.answer = new Explanation.Starting();

        HttpResponse<String> response = server.get(PATH + "?family=emqx_x");

        message(response, 503, "STARTING");
        assertThat(response.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void otherMethods_are405_andHeadHasNoBody() {
        assertThat(server.send("POST", PATH + "?family=emqx_x").statusCode()).isEqualTo(405);
        HttpResponse<String> head = server.send("HEAD", PATH + "?family=emqx_x");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void landingPage_linksToAnExplanation() {
        assertThat(server.get("/").body()).contains("href=\"api/v5/prometheus/explain?family=emqx_messages_received\"");
    }

    @Test
    void integersStayIntegers_inTheText() {
        JsonArray shares = new JsonObject(server.get(PATH + "?family=emqx_x").body())
                .getJsonArray("series")
                .getJsonObject(0)
                .getJsonArray("nodes");

        assertThat(shares.getJsonObject(0).encode()).contains("\"value\":5,", "\"contribution\":205}");
    }
}
