package brokertally.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import brokertally.config.Settings.SourceType;
import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Values;
import brokertally.source.Bench.Wanted;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrometheusSourceTest extends HttpSourceContract {
    private static final String PAGE =
            """
            # HELP emqx_messages_received Messages.
            # TYPE emqx_messages_received counter
            emqx_messages_received 17
            # TYPE my_gauge gauge
            my_gauge{instance="a",job="b"} -3.5
            """;

    @Override
    protected Wanted wanted(String baseUrl) {
        return Wanted.of(SourceType.PROMETHEUS, baseUrl + "/metrics");
    }

    @Override
    protected Source good() {
        return of(PAGE);
    }

    private Source of(String page) {
        return bench.source(
                Wanted.of(SourceType.PROMETHEUS, PageServer.start(bench, page).url()));
    }

    @Test
    void read_givesTheNumbersOfThePage() {
        Reading.Success success = bench.success(good());

        assertThat(Bench.values(success))
                .containsOnly(entry("emqx_messages_received", 17.0), entry("my_gauge{instance=\"a\",job=\"b\"}", -3.5));
        assertThat(success.missing()).isEmpty();
        assertThat(success.who()).isEqualTo(new Reading.Who(Optional.empty(), "", java.util.OptionalLong.empty()));
    }

    @Test
    void read_asksForTextWithCredentials() {
        PageServer server = PageServer.start(bench, PAGE);

        bench.success(
                bench.source(Wanted.of(SourceType.PROMETHEUS, server.url()).with("user", "a:b")));

        assertThat(server.lastHeaders)
                .containsEntry("accept", "text/plain;version=0.0.4")
                .containsEntry("authorization", "Basic dXNlcjphOmI=")
                .doesNotContainKey("accept-encoding");
    }

    @Test
    void openMetrics_isUnderstoodByItsContentType() {
        PageServer server = PageServer.start(bench, "# TYPE a counter\na_total 1\n# EOF\n");
        server.contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

        Reading.Success success = bench.success(bench.source(Wanted.of(SourceType.PROMETHEUS, server.url())));

        assertThat(Bench.values(success)).containsValue(1.0).hasSize(1);
        assertThat(success.schema().table().family(0).type()).isEqualTo(MetricType.COUNTER);
    }

    @Test
    void severalPages_oneFails_isMissing() {
        PageServer server = PageServer.start(bench, PAGE);
        Source source = bench.source(
                Wanted.of(SourceType.PROMETHEUS, "").at(Map.of("stats", server.url(), "auth", server.url("/none"))));

        Reading.Success success = bench.success(source);

        assertThat(success.missing()).containsOnly(entry("auth", Reason.NOT_FOUND));
        assertThat(Bench.values(success)).hasSize(2);
    }

    @Test
    void severalPages_eachShowsItsOwnEndpoint() {
        PageServer server = PageServer.start(bench, "a 1\n");
        server.pages.put("/b", "b 2\n");
        Source source = bench.source(Wanted.of(SourceType.PROMETHEUS, "")
                .at(Map.of("stats", server.url(), "data_integration", server.url("/b"))));

        Reading.Success success = bench.success(source);

        assertThat(Bench.family(success.schema(), "a").endpoint()).isEqualTo(Endpoint.STATS);
        assertThat(Bench.family(success.schema(), "b").endpoint()).isEqualTo(Endpoint.DATA_INTEGRATION);
    }

    @Test
    void severalPages_noneHasSeries_isTheFailureOfTheFirst() {
        PageServer server = PageServer.start(bench, FaultyHttp.NO_NUMBERS);
        Source source = bench.source(
                Wanted.of(SourceType.PROMETHEUS, "").at(Map.of("stats", server.url("/none"), "auth", server.url())));

        assertThat(bench.failure(source).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void onePage_familiesStandWhereTheCatalogHasThem() {
        Reading.Success success =
                bench.success(of("emqx_authn_success{id=\"jwt\"} 1\nemqx_rule_matched{id=\"r\"} 2\nx 3\n"));

        assertThat(Bench.family(success.schema(), "emqx_authn_success").endpoint())
                .isEqualTo(Endpoint.AUTH);
        assertThat(Bench.family(success.schema(), "emqx_rule_matched").endpoint())
                .isEqualTo(Endpoint.DATA_INTEGRATION);
        assertThat(Bench.family(success.schema(), "x").endpoint()).isEqualTo(Endpoint.STATS);
    }

    @Test
    void typeAndHelp_areTheCatalogs() {
        Reading.Success success = bench.success(of("# TYPE emqx_messages_received gauge\nemqx_messages_received 1\n"));

        assertThat(Bench.family(success.schema(), "emqx_messages_received").type())
                .isEqualTo(MetricType.COUNTER);
        assertThat(Bench.family(success.schema(), "emqx_messages_received").help())
                .isNotEmpty();
    }

    @Test
    void trap17_aLabelNodeOfTheSourceIsExportedUnlessItIsOurOwn() {
        PageServer server = PageServer.start(bench, "a{node=\"me\",z=\"1\"} 1\nb{node=\"other\"} 2\n");
        Source source = bench.source(Wanted.of(SourceType.PROMETHEUS, server.url()), Optional.of("me"));

        assertThat(Bench.values(bench.success(source)))
                .containsOnly(entry("a{z=\"1\"}", 1.0), entry("b{exported_node=\"other\"}", 2.0));
    }

    @Test
    void trap19_theSecondOfTwoEqualSeriesIsCounted() {
        Reading.Success success = bench.success(of("a 1\na 2\n"));

        assertThat(Bench.values(success)).containsOnly(entry("a", 1.0));
        assertThat(success.left().duplicates()).isEqualTo(1);
    }

    @Test
    void trap20_aLineThatIsNoneIsCountedAndTheRestServed() {
        Reading.Success success = bench.success(of("nanomq_cpu_usage 0.32%\nnanomq_x 1\n"));

        assertThat(Bench.values(success)).containsOnly(entry("nanomq_x", 1.0));
        assertThat(success.left().badLines()).isEqualTo(1);
    }

    @Test
    void trap23_aNegativeCounterIsRefusedAndCounted() {
        Reading.Success success = bench.success(of("emqx_messages_received -1\nmy_gauge -1\n"));

        assertThat(Values.isAbsent(Bench.values(success).get("emqx_messages_received")))
                .isTrue();
        assertThat(Bench.values(success)).containsEntry("my_gauge", -1.0);
        assertThat(success.refused()).isEqualTo(1);
    }

    @Test
    void trap44_labelValuesArriveEscaped() {
        Reading.Success success = bench.success(of("a{q=\"say \\\"x\\\" \\\\ \\n\"} 1\n"));

        assertThat(Bench.values(success)).containsOnly(entry("a{q=\"say \\\"x\\\" \\\\ \\n\"}", 1.0));
    }

    @Test
    void start_isThePagesOwnWord() {
        Reading.Success at = bench.success(of("process_start_time_seconds 1700000000.25\n"));
        Reading.Success since = bench.success(of("rabbitmq_erlang_uptime_seconds 10\n"));

        assertThat(at.who().startedMillis()).hasValue(1700000000250L);
        assertThat(since.who().startedMillis().orElseThrow())
                .isBetween(System.currentTimeMillis() - 12_000, System.currentTimeMillis() - 10_000);
    }

    @Test
    void aKeptConnectionThatTheBrokerClosed_isNoFailure() {
        PageServer server = PageServer.start(bench, PAGE);
        server.closesAfterAnswer = true;
        Source source = bench.source(Wanted.of(SourceType.PROMETHEUS, server.url()));

        for (int i = 0; i < 20; i++) {
            bench.success(source);
        }
    }

    @Test
    void aSeriesThatComesAndGoes_changesTheSchema() {
        PageServer server = PageServer.start(bench, "a 1\n");
        Source source = bench.source(Wanted.of(SourceType.PROMETHEUS, server.url()));
        bench.success(source);

        server.pages.put("/metrics", "a 2\nb 3\n");
        assertThat(Bench.values(bench.success(source))).containsOnly(entry("a", 2.0), entry("b", 3.0));
        server.pages.put("/metrics", "a 4\n");
        assertThat(Bench.values(bench.success(source))).containsOnly(entry("a", 4.0));
    }
}
