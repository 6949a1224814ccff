package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Schema;
import brokertally.model.Values;
import brokertally.text.Page.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageReaderTest {
    private static List<String> samples(String text) throws ParseException {
        return Pages.samples(Pages.read(text));
    }

    private static List<String> families(String text) throws ParseException {
        return Pages.families(Pages.read(text));
    }

    private static ParsedPages readWith(ParseLimits limits, String text) throws ParseException {
        return new PageReader(limits).read(List.of(Pages.prometheus(text)));
    }

    @Test
    void read_noPages_givesTheEmptySchema() throws ParseException {
        ParsedPages parsed = new PageReader(Pages.LIMITS).read(List.of());

        assertThat(parsed.schema()).isSameAs(Schema.EMPTY);
        assertThat(parsed.values()).isEmpty();
        assertThat(parsed.report()).isEqualTo(ParseReport.CLEAN);
    }

    @Test
    void read_pageOfABroker_sortsFamiliesAndSeries() throws ParseException {
        ParsedPages parsed = Pages.read(
                """
                # TYPE emqx_rule_matched counter
                # HELP emqx_rule_matched Times that a rule matched
                emqx_rule_matched{id="b"} 2
                emqx_rule_matched{id="a"} 1
                # TYPE emqx_connections_count gauge
                # HELP emqx_connections_count\s
                emqx_connections_count 11
                """);

        assertThat(Pages.families(parsed))
                .containsExactly(
                        "stats emqx_connections_count gauge \"\"",
                        "stats emqx_rule_matched counter \"Times that a rule matched\"");
        assertThat(Pages.samples(parsed))
                .containsExactly(
                        "emqx_connections_count 11", "emqx_rule_matched{id=\"a\"} 1", "emqx_rule_matched{id=\"b\"} 2");
        assertThat(parsed.report()).isEqualTo(ParseReport.CLEAN);
    }

    @Test
    void read_severalPages_givesOneSchemaWithTheEndpointOfEachPage() throws ParseException {
        ParsedPages parsed = Pages.read(
                Pages.page(Endpoint.AUTH, Dialect.PROMETHEUS, "# TYPE x gauge\nx 1\n"),
                Pages.page(Endpoint.STATS, Dialect.PROMETHEUS, "# TYPE x counter\nx 2\n"));

        assertThat(Pages.families(parsed)).containsExactly("stats x counter \"\"", "auth x gauge \"\"");
        assertThat(parsed.values()).containsExactly(2, 1);
    }

    @Test
    void read_familyInPieces_joinsThem() throws ParseException {
        ParsedPages parsed = Pages.read("x{a=\"1\"} 1\ny 5\nx{a=\"2\"} 2\n");

        assertThat(Pages.samples(parsed)).containsExactly("x{a=\"1\"} 1", "x{a=\"2\"} 2", "y 5");
        assertThat(Pages.families(parsed)).hasSize(2);
    }

    @Test
    void read_familyOnTwoPagesOfOneEndpoint_joinsThem() throws ParseException {
        ParsedPages parsed =
                Pages.read(Pages.prometheus("# TYPE x counter\nx{a=\"1\"} 1\n"), Pages.prometheus("x{a=\"2\"} 2\n"));

        assertThat(Pages.families(parsed)).containsExactly("stats x counter \"\"");
        assertThat(parsed.values()).containsExactly(1, 2);
    }

    @Test
    void read_familyWithoutType_isUntyped() throws ParseException {
        assertThat(families("x 1\n")).containsExactly("stats x untyped \"\"");
    }

    @Test
    void read_typeBehindItsSamples_isApplied() throws ParseException {
        assertThat(families("x 1\n# TYPE x counter\n# HELP x h\nx{a=\"1\"} 2\n"))
                .containsExactly("stats x counter \"h\"");
    }

    @Test
    void read_histogramTypeBehindPlainSamples_isNotApplied() throws ParseException {
        assertThat(families("x 1\n# TYPE x histogram\n")).containsExactly("stats x untyped \"\"");
    }

    @Test
    void read_secondTypeOrHelp_firstWinsWithoutABadLine_trap18() throws ParseException {
        ParsedPages parsed =
                Pages.read("# TYPE x counter\n# HELP x one\nx 1\n# TYPE x gauge\n# HELP x two\nx{a=\"1\"} 2\n");

        assertThat(Pages.families(parsed)).containsExactly("stats x counter \"one\"");
        assertThat(parsed.report().badLines()).isZero();
    }

    @Test
    void read_emptyHelpAndThenOneWithWords_takesTheWords() throws ParseException {
        assertThat(families("# HELP x \nx 1\n# HELP x words\n")).containsExactly("stats x untyped \"words\"");
    }

    @Test
    void read_helpWithEscapes_unescapesThemAsItsDialectSays() throws ParseException {
        String help = "# HELP x a\\\\b\\nc\\\"d\\q\nx 1\n";

        assertThat(Pages.read(help).schema().table().family(0).help()).isEqualTo("a\\b\nc\\\"d\\q");
        assertThat(Pages.read(Pages.openMetrics(help + "# EOF\n"))
                        .schema()
                        .table()
                        .family(0)
                        .help())
                .isEqualTo("a\\b\nc\"d\\q");
    }

    @Test
    void read_helpThatIsNotUtf8_replacesTheBytes() throws ParseException {
        byte[] body = "# HELP x a?b\nx 1\n".getBytes(StandardCharsets.UTF_8);
        body[10] = (byte) 0xff;

        ParsedPages parsed = Pages.read(Pages.page(Endpoint.STATS, Dialect.PROMETHEUS, body));

        assertThat(parsed.schema().table().family(0).help()).isEqualTo("a\ufffdb");
    }

    @Test
    void read_helpOver4KiB_isLeftOutAndCounted() throws ParseException {
        ParsedPages parsed = Pages.read("# HELP x " + "h".repeat(4097) + "\nx 1\n");

        assertThat(parsed.schema().table().family(0).help()).isEmpty();
        assertThat(parsed.report().overLimit()).isEqualTo(1);
    }

    @Test
    void read_histogram_ordersBucketsByBoundAndKeepsSumAndCountInTheFamily() throws ParseException {
        ParsedPages parsed = Pages.read(
                """
                # TYPE h histogram
                h_sum{a="1"} 7.5
                h_count{a="1"} 4
                h_bucket{a="1",le="10"} 3
                h_bucket{a="1",le="+Inf"} 4
                h_bucket{a="1",le="9"} 2
                """);

        assertThat(Pages.families(parsed)).containsExactly("stats h histogram \"\"");
        assertThat(Pages.samples(parsed))
                .containsExactly(
                        "h_bucket{a=\"1\",le=\"9\"} 2",
                        "h_bucket{a=\"1\",le=\"10\"} 3",
                        "h_bucket{a=\"1\",le=\"+Inf\"} 4",
                        "h_sum{a=\"1\"} 7.5",
                        "h_count{a=\"1\"} 4");
    }

    @Test
    void read_nameWithSuffixThatHasItsOwnType_isItsOwnFamily() throws ParseException {
        assertThat(families("# TYPE s summary\n# TYPE s_count counter\ns_count 1\ns_sum 2\n"))
                .containsExactly("stats s summary \"\"", "stats s_count counter \"\"");
    }

    @Test
    void read_openMetricsCounter_isNamedAsItsSamples() throws ParseException {
        ParsedPages parsed = Pages.read(Pages.openMetrics(
                "# TYPE foo counter\n# HELP foo h\n# UNIT foo bytes\nfoo_total 5\nfoo_created 1.6e9\n# EOF\n"));

        assertThat(Pages.families(parsed)).containsExactly("stats foo_total counter \"h\"");
        assertThat(Pages.samples(parsed)).containsExactly("foo_total 5");
        assertThat(parsed.report()).isEqualTo(ParseReport.CLEAN);
    }

    @Test
    void read_openMetricsTypesThatTextHasNot_becomeGaugeOrUntyped() throws ParseException {
        ParsedPages parsed = Pages.read(
                Pages.openMetrics(
                        """
                # TYPE a info
                a_info{v="1"} 1
                # TYPE b stateset
                b{b="on"} 1
                # TYPE c unknown
                c 1
                # TYPE d gaugehistogram
                d_bucket{le="+Inf"} 1
                d_gcount 1
                d_gsum 1
                # EOF
                """));

        assertThat(Pages.families(parsed))
                .containsExactly(
                        "stats a_info gauge \"\"",
                        "stats b gauge \"\"",
                        "stats c untyped \"\"",
                        "stats d_bucket untyped \"\"",
                        "stats d_gcount untyped \"\"",
                        "stats d_gsum untyped \"\"");
    }

    @Test
    void read_createdInPrometheusText_isAFamilyOfItsOwn() throws ParseException {
        assertThat(families("# TYPE foo_total counter\nfoo_total 5\n# TYPE foo_created gauge\nfoo_created 1\n"))
                .containsExactly("stats foo_created gauge \"\"", "stats foo_total counter \"\"");
    }

    @Test
    void read_identicalSeries_countsThemAndServesTheFirst_trap19() throws ParseException {
        ParsedPages parsed = Pages.read("x{a=\"1\",b=\"2\"} 1\nx{b=\"2\",a=\"1\",} 7\ny 3\nx{a=\"1\",b=\"2\"} 9\n");

        assertThat(Pages.samples(parsed)).containsExactly("x{a=\"1\",b=\"2\"} 1", "y 3");
        assertThat(parsed.report().duplicates()).isEqualTo(2);
        assertThat(parsed.report().badLines()).isZero();
    }

    @Test
    void read_numberWithPercentSign_dropsTheLineAndServesTheRest_trap20() throws ParseException {
        ParsedPages parsed = Pages.read("nanomq_connections 4\nnanomq_cpu_usage 0.32%\nnanomq_memory 9\n");

        assertThat(Pages.samples(parsed)).containsExactly("nanomq_connections 4", "nanomq_memory 9");
        assertThat(parsed.report().badLines()).isEqualTo(1);
        assertThat(parsed.report().first()).contains("line 2, column 18: not a number");
    }

    @Test
    void read_badLineOnOneOfSeveralPages_namesThePage() throws ParseException {
        ParsedPages parsed =
                Pages.read(Pages.prometheus("x 1\n"), Pages.page(Endpoint.AUTH, Dialect.PROMETHEUS, "\ny\n"));

        assertThat(parsed.report().first()).contains("line 2, column 2: not a number (page auth)");
    }

    /** The wire refuses a longer name, and with it the whole node: it must not come that far. */
    @Test
    void read_aMetricNameOverTheLimit_dropsItsSeriesOnly() throws ParseException {
        String longest = "n".repeat(GeneralReader.NAME_BYTES);

        ParsedPages parsed = readWith(
                new ParseLimits(10, 10, 10_000), longest + " 1\n" + longest + "x 2\n" + longest + "x 3\ny 4\n");

        assertThat(parsed.schema().table().familyList())
                .extracting(Family::name)
                .containsExactly(longest, "y");
        assertThat(parsed.report().overLimit()).isEqualTo(2);
    }

    @Test
    void read_labelValuesWithEscapesAndBrokenUtf8_escapesOrReplaces_trap44() throws ParseException {
        byte[] body = "x{a=\"\\\"\\\\\\n\",b=\"?\"} 1\n".getBytes(StandardCharsets.UTF_8);
        body[16] = (byte) 0x80;

        ParsedPages parsed = Pages.read(Pages.page(Endpoint.STATS, Dialect.PROMETHEUS, body));

        assertThat(Pages.samples(parsed)).containsExactly("x{a=\"\\\"\\\\\\n\",b=\"\ufffd\"} 1");
        assertThat(parsed.report()).isEqualTo(ParseReport.CLEAN);
    }

    @Test
    void read_quoteNotEscaped_dropsThatLineOnly_trap44() throws ParseException {
        assertThat(samples("vmq{topic=\"a\"b\"} 1\nvmq{topic=\"c\"} 2\n")).containsExactly("vmq{topic=\"c\"} 2");
    }

    @Test
    void read_pageOverTheBodyLimit_isAParseException_trap48() {
        ParseLimits limits = new ParseLimits(10, 10, 5);

        assertThatThrownBy(() -> readWith(limits, "x 1234\n"))
                .isInstanceOf(ParseException.class)
                .hasMessageContaining("page stats has 7 bytes, the limit is 5");
    }

    @Test
    void read_pageAtTheBodyLimit_isRead() throws ParseException {
        assertThat(Pages.samples(readWith(new ParseLimits(10, 10, 4), "x 1\n"))).containsExactly("x 1");
    }

    @Test
    void read_afterAPageOverTheLimit_readsTheNextOne() throws ParseException {
        PageReader reader = new PageReader(new ParseLimits(10, 10, 5));
        Schema before = reader.read(List.of(Pages.prometheus("x 1\n"))).schema();
        assertThatThrownBy(() -> reader.read(List.of(Pages.prometheus("x 12345\n"))))
                .isInstanceOf(ParseException.class);

        ParsedPages after = reader.read(List.of(Pages.prometheus("x 2\n")));

        assertThat(after.schema()).isSameAs(before);
        assertThat(after.values()).containsExactly(2);
    }

    @Test
    void read_moreSeriesThanTheLimit_dropsAndCountsTheRest() throws ParseException {
        ParsedPages parsed = readWith(new ParseLimits(2, 10, 1000), "a 1\nb 2\nc 3\nd 4\nbad\n");

        assertThat(Pages.samples(parsed)).containsExactly("a 1", "b 2");
        assertThat(parsed.report().overLimit()).isEqualTo(2);
        assertThat(parsed.report().badLines()).isEqualTo(1);
    }

    @Test
    void read_longLabelValue_dropsThatSeriesAndCountsIt() throws ParseException {
        ParsedPages parsed = readWith(
                new ParseLimits(10, 4, 1000),
                "a{v=\"1234\"} 1\nb{v=\"12345\"} 2\nc{v=\"ééé\"} 3\nd{v=\"\\n\\n\\n\\n\"} 4\n");

        assertThat(Pages.samples(parsed)).containsExactly("a{v=\"1234\"} 1", "d{v=\"\\n\\n\\n\\n\"} 4");
        assertThat(parsed.report().overLimit()).isEqualTo(2);
    }

    @Test
    void read_manyTypeLinesWithoutSamples_keepsOnlySoManyNames() throws ParseException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_010; i++) {
            text.append("# TYPE m").append(i).append(" counter\n");
        }
        ParsedPages parsed = readWith(new ParseLimits(10, 10, 1 << 20), text + "m0 1\n");

        assertThat(Pages.families(parsed)).containsExactly("stats m0 counter \"\"");
        assertThat(parsed.report().overLimit()).isEqualTo(10);
    }

    @Test
    void read_nanWithAnyPayload_isTheOneNaNAndNeverAbsent() throws ParseException {
        double value = Pages.read("x NaN\n").values()[0];

        assertThat(Double.doubleToRawLongBits(value)).isEqualTo(Double.doubleToRawLongBits(Double.NaN));
        assertThat(Values.isAbsent(value)).isFalse();
    }

    @Test
    void read_arrayThatFits_isFilledAndGivenBack() throws ParseException {
        PageReader reader = new PageReader(Pages.LIMITS);
        double[] first = reader.read(List.of(Pages.prometheus("x 1\ny 2\n"))).values();

        assertThat(reader.read(List.of(Pages.prometheus("x 3\ny 4\n")), first).values())
                .isSameAs(first)
                .containsExactly(3, 4);
        assertThat(reader.read(List.of(Pages.prometheus("x 3\nz 4\n")), first).values())
                .isSameAs(first);
        assertThat(reader.read(List.of(Pages.prometheus("x 3\n")), first).values())
                .isNotSameAs(first)
                .containsExactly(3);
    }

    @Test
    void read_withoutAnArray_leavesEarlierValuesAlone() throws ParseException {
        PageReader reader = new PageReader(Pages.LIMITS);
        double[] first = reader.read(List.of(Pages.prometheus("x 1\n"))).values();

        reader.read(List.of(Pages.prometheus("x 2\n")));

        assertThat(first).containsExactly(1);
    }

    @Test
    void read_bodyWithMoreBytesThanItsLength_readsTheLengthOnly() throws ParseException {
        byte[] body = "x 1\ny 2\nz 3\n".getBytes(StandardCharsets.UTF_8);

        ParsedPages parsed = Pages.read(new Page(Endpoint.STATS, Dialect.PROMETHEUS, body, 6));

        assertThat(Pages.samples(parsed)).containsExactly("x 1");
        assertThat(parsed.report().badLines()).isEqualTo(1);
    }

    @Test
    void page_lengthOverItsBody_isRefused() {
        assertThatThrownBy(() -> new Page(Endpoint.STATS, Dialect.PROMETHEUS, new byte[2], 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
