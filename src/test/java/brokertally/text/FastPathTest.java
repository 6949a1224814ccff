package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.model.Schema;
import brokertally.text.Page.Dialect;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading with the knowledge of last time gives what reading without it gives. */
class FastPathTest {
    private static final String FIRST =
            """
            # TYPE x counter
            # HELP x what it counts
            x{a="1"} 10
            x{a="2"} 20

            # a comment
            bad line
            y 3.5
            y 4
            # TYPE h histogram
            h_bucket{le="1"} 5
            h_bucket{le="+Inf"} 6
            h_sum 7.25
            h_count 6
            """;

    private final PageReader reader = new PageReader(Pages.LIMITS);
    private Schema schema = Schema.EMPTY;

    @BeforeEach
    void readOnce() throws ParseException {
        schema = reader.read(List.of(Pages.prometheus(FIRST))).schema();
    }

    /** Reads a text with the reader that knows FIRST, and checks it against a reader that knows nothing. */
    private ParsedPages check(String text) throws ParseException {
        List<Page> pages = List.of(Pages.prometheus(text));
        ParsedPages known = reader.read(pages);
        ParsedPages anew = new PageReader(Pages.LIMITS).read(pages);
        assertThat(known.schema().fingerprint()).isEqualTo(anew.schema().fingerprint());
        assertThat(known.values()).isEqualTo(anew.values());
        assertThat(known.report()).isEqualTo(anew.report());
        return known;
    }

    @Test
    void read_sameText_givesTheSameSchemaObject() throws ParseException {
        ParsedPages parsed = check(FIRST);

        assertThat(parsed.schema()).isSameAs(schema);
        assertThat(parsed.report().badLines()).isEqualTo(1);
        assertThat(parsed.report().duplicates()).isEqualTo(1);
        assertThat(parsed.report().first()).contains("line 7, column 5: not a number");
    }

    @Test
    void read_otherValues_givesThemUnderTheSameSchemaObject() throws ParseException {
        ParsedPages parsed = check(FIRST.replace("10\n", "11\n").replace("3.5", "4.5"));

        assertThat(parsed.schema()).isSameAs(schema);
        assertThat(Pages.samples(parsed)).contains("x{a=\"1\"} 11", "y 4.5");
    }

    @Test
    void read_valuesOfOtherWidths_givesThemUnderTheSameSchemaObject() throws ParseException {
        for (String number :
                List.of("1", "1000", "-5", "1.25e-7", "NaN", "+Inf", "123456789012345678901", "0.1 ", "9\t")) {
            ParsedPages parsed =
                    check(FIRST.replace(" 10\n", " " + number + "\n").replace("3.5", "1234567"));

            assertThat(parsed.schema()).isSameAs(schema);
            Double expected = Double.valueOf(number.replace("+Inf", "Infinity"));
            assertThat(parsed.values()[4]).as(number).isEqualTo(expected);
        }
    }

    @Test
    void read_timestampsThatComeAndChange_givesTheSameSchemaObject() throws ParseException {
        assertThat(check(FIRST.replace(" 10\n", " 10 1600000000000\n")).schema())
                .isSameAs(schema);
        assertThat(check(FIRST.replace(" 10\n", " 10 1600000000001\n")).schema())
                .isSameAs(schema);
        assertThat(check(FIRST).schema()).isSameAs(schema);
    }

    @Test
    void read_badNumberWhereAGoodOneWas_isABadLine() throws ParseException {
        ParsedPages parsed = check(FIRST.replace(" 10\n", " 10%\n"));

        assertThat(parsed.report().badLines()).isEqualTo(2);
        assertThat(Pages.samples(parsed)).hasSize(6);
    }

    @Test
    void read_goodNumberWhereABadOneWas_isASample() throws ParseException {
        ParsedPages parsed = check(FIRST.replace("bad line", "bad 5"));

        assertThat(parsed.report().badLines()).isZero();
        assertThat(Pages.samples(parsed)).contains("bad 5");
    }

    @Test
    void read_insertedLine_givesANewSchema() throws ParseException {
        ParsedPages parsed = check(FIRST.replace("x{a=\"2\"} 20\n", "x{a=\"2\"} 20\nx{a=\"3\"} 30\n"));

        assertThat(parsed.schema()).isNotSameAs(schema);
        assertThat(parsed.values()).hasSize(schema.size() + 1);
    }

    @Test
    void read_lineAtTheEnd_givesANewSchema() throws ParseException {
        assertThat(check(FIRST + "z 1\n").values()).hasSize(schema.size() + 1);
    }

    @Test
    void read_removedLine_givesANewSchema() throws ParseException {
        assertThat(check(FIRST.replace("x{a=\"2\"} 20\n", "")).values()).hasSize(schema.size() - 1);
        assertThat(check(FIRST.replace("h_count 6\n", "")).values()).hasSize(schema.size() - 1);
    }

    @Test
    void read_cutAnywhere_givesWhatANewReaderGives() throws ParseException {
        for (int length = 0; length <= FIRST.length(); length++) {
            check(FIRST);
            check(FIRST.substring(0, length));
        }
    }

    @Test
    void read_otherOrder_keepsTheSchemaObjectAndSwapsNothing() throws ParseException {
        ParsedPages parsed = check(FIRST.replace("x{a=\"1\"} 10\nx{a=\"2\"} 20\n", "x{a=\"2\"} 20\nx{a=\"1\"} 10\n"));

        assertThat(parsed.schema()).isSameAs(schema);
        assertThat(Pages.samples(parsed)).contains("x{a=\"1\"} 10", "x{a=\"2\"} 20");
    }

    @Test
    void read_otherComment_keepsTheSchemaObject() throws ParseException {
        assertThat(check(FIRST.replace("a comment", "another")).schema()).isSameAs(schema);
    }

    @Test
    void read_otherType_givesANewSchema() throws ParseException {
        ParsedPages parsed = check(FIRST.replace("x counter", "x gauge"));

        assertThat(parsed.schema()).isNotSameAs(schema);
        assertThat(Pages.families(parsed)).contains("stats x gauge \"what it counts\"");
    }

    @Test
    void read_otherLabelValueOfTheSameLength_givesANewSchema() throws ParseException {
        assertThat(check(FIRST.replace("a=\"2\"", "a=\"3\"")).schema()).isNotSameAs(schema);
    }

    @Test
    void read_noLastNewline_keepsTheSchemaObject() throws ParseException {
        assertThat(check(FIRST.stripTrailing()).schema()).isSameAs(schema);
        assertThat(check(FIRST.stripTrailing()).schema()).isSameAs(schema);
        assertThat(check(FIRST).schema()).isSameAs(schema);
    }

    @Test
    void read_otherEndpointOrDialect_givesWhatANewReaderGives() throws ParseException {
        ParsedPages auth = reader.read(List.of(Pages.page(Endpoint.AUTH, Dialect.PROMETHEUS, FIRST)));
        assertThat(auth.schema().table().family(0).endpoint()).isEqualTo(Endpoint.AUTH);

        ParsedPages open = reader.read(List.of(Pages.page(Endpoint.AUTH, Dialect.OPENMETRICS, FIRST)));
        assertThat(open.report().badLines()).isEqualTo(2);
    }

    @Test
    void read_morePagesOrFewer_givesWhatANewReaderGives() throws ParseException {
        Page first = Pages.prometheus(FIRST);
        Page second = Pages.page(Endpoint.AUTH, Dialect.PROMETHEUS, "z 1\n");

        assertThat(reader.read(List.of(first, second)).values()).hasSize(schema.size() + 1);
        assertThat(reader.read(List.of(first, second)).values()).hasSize(schema.size() + 1);
        assertThat(reader.read(List.of(first)).schema().fingerprint()).isEqualTo(schema.fingerprint());
    }

    @Test
    void read_seriesOverTheLimit_areCountedTheSameWay() throws ParseException {
        PageReader small = new PageReader(new ParseLimits(2, 3, 1000));
        Page page = Pages.prometheus("a 1\nb{v=\"long\"} 2\nc 3\nd 4\ne 5\nbad\na 9\n");

        ParsedPages anew = small.read(List.of(page));
        ParsedPages known = small.read(List.of(page));

        assertThat(known.schema()).isSameAs(anew.schema());
        assertThat(known.report()).isEqualTo(anew.report());
        assertThat(known.report().overLimit()).isEqualTo(4);
        assertThat(known.report().badLines()).isEqualTo(1);
        assertThat(known.values()).containsExactly(1, 3);
    }

    @Test
    void read_openMetricsWithExemplars_readsThemAgain() throws ParseException {
        PageReader open = new PageReader(Pages.LIMITS);
        Schema before = open.read(List.of(
                        Pages.openMetrics("# TYPE f counter\nf_total 1 # {trace=\"a\"} 0.5\nf_created 1.5\n# EOF\n")))
                .schema();

        ParsedPages parsed = open.read(List.of(Pages.openMetrics(
                "# TYPE f counter\nf_total 2 7.5 # {trace=\"bcd\",x=\"y\"} 12.5 9.25\nf_created 1.75\n# EOF\n")));

        assertThat(parsed.schema()).isSameAs(before);
        assertThat(parsed.values()).containsExactly(2);
    }

    @Test
    void read_textsMutatedAtRandom_givesWhatANewReaderGives() throws ParseException {
        long seed = 20261122;
        Random random = new Random(seed);
        String alphabet = "0123456789.eE+-NaInf {}\"=,\\#\n\r\tabxh_lHELPTYPE";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(FIRST);
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            if (random.nextBoolean()) {
                reader.read(List.of(Pages.prometheus(FIRST)));
            }
            check(text.toString());
        }
    }
}
