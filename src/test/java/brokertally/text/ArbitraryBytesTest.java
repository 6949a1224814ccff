package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.model.Labels;
import brokertally.model.SeriesTable;
import brokertally.model.Values;
import brokertally.text.Page.Dialect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a broker sends, the reader ends in time, throws nothing else, and what it keeps is whole. */
class ArbitraryBytesTest {
    private static final String VALID =
            """
            # HELP emqx_rule_matched Times a rule \\n matched
            # TYPE emqx_rule_matched counter
            emqx_rule_matched{id="a\\"b",namespace="é"} 1234
            emqx_rule_matched{ id = "b" , } 12.5 1600000000000
            # TYPE h histogram
            h_bucket{le="+Inf",a="1"} 3
            h_sum{a="1"} +Inf
            h_count{a="1"} 3
            # TYPE foo counter
            foo_total 1 # {trace="x"} 2 3.5
            foo_created 5
            # EOF
            """;

    private static void checkWhole(byte[] bytes) {
        for (Dialect dialect : Dialect.values()) {
            List<Page> pages = List.of(Pages.page(Endpoint.STATS, dialect, bytes));
            PageReader reader = new PageReader(new ParseLimits(50, 20, 1 << 20));
            ParsedPages first = readWithoutException(reader, pages);
            ParsedPages second = readWithoutException(reader, pages);
            assertThat(second.schema()).isSameAs(first.schema());
            assertThat(second.values()).isEqualTo(first.values());
            assertThat(second.report()).isEqualTo(first.report());
            SeriesTable table = first.schema().table();
            for (int i = 0; i < table.size(); i++) {
                assertThat(Labels.canonical(Labels.parse(table.labels(i)))).isEqualTo(table.labels(i));
                assertThat(Values.isAbsent(first.values()[i])).isFalse();
            }
        }
    }

    private static ParsedPages readWithoutException(PageReader reader, List<Page> pages) {
        try {
            return reader.read(pages);
        } catch (ParseException e) {
            throw new AssertionError("the page is not over its limit", e);
        }
    }

    @Property(tries = 5_000)
    void read_anyBytes_throwsNothing(@ForAll byte[] bytes) {
        checkWhole(bytes);
    }

    @Property(tries = 5_000)
    void read_bytesOfTheFormatsInAnyOrder_throwsNothing(@ForAll long seed) {
        String[] pieces = {
            "x",
            "h_bucket",
            "_sum",
            "{",
            "}",
            "\"",
            "\\",
            ",",
            "=",
            "le",
            " ",
            "\n",
            "\r",
            "#",
            "# TYPE ",
            "# HELP ",
            "# EOF",
            "1",
            ".",
            "e",
            "-",
            "NaN",
            "Inf",
            "histogram",
            "counter",
            "foo",
            "_total",
            "\u00e9",
            "\0"
        };
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(120); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        checkWhole(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 10_000)
    void read_validPageMutated_throwsNothing(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = VALID.getBytes(StandardCharsets.UTF_8);
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        checkWhole(Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length));
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                hostile("one long line of name", "", "x", ""),
                hostile("one long line of blanks", "x", " ", "1"),
                hostile("one long number", "x ", "7", ""),
                hostile("one long fraction", "x 0.", "7", ""),
                hostile("one long exponent", "x 1e", "7", ""),
                hostile("one long label value", "x{a=\"", "y", "\"} 1"),
                hostile("one long label value that does not end", "x{a=\"", "y", ""),
                hostile("one value of escapes", "x{a=\"", "\\\\", "\"} 1"),
                hostile("one value of unknown escapes", "x{a=\"", "\\x", "\"} 1"),
                hostile("one value of broken UTF-8", "x{a=\"", "\u0001\u0002", "\"} 1"),
                hostile("labels of one name", "x{", "a=\"1\",", "} 1"),
                hostile("blocks that do not end", "", "x{a=\"1\"\n", ""),
                hostile("open quotes", "", "x{a=\"\n", ""),
                hostile("empty lines", "", "\n", ""),
                hostile("carriage returns", "", "\r", ""),
                hostile("one long comment", "#", " x", ""),
                hostile("one long HELP", "# HELP x ", "\\n", ""),
                hostile("one long TYPE", "# TYPE x ", "c", ""),
                hostile("many TYPE lines of one name", "", "# TYPE x counter\n", ""),
                hostile("duplicates", "", "x 1\n", ""));
    }

    private static Arguments hostile(String what, String head, String unit, String tail) {
        return Arguments.of(what, head, unit, tail);
    }

    private static byte[] text(String head, String unit, String tail, int length) {
        return (head + unit.repeat(length / unit.length()) + tail)
                .replace('\u0001', (char) 0xff)
                .replace('\u0002', (char) 0xc3)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void read_eightTimesTheBytes_takesNoMoreThanLinearTime(String what, String head, String unit, String tail)
            throws ParseException {
        byte[] small = text(head, unit, tail, 128 << 10);
        byte[] large = text(head, unit, tail, 1 << 20);
        for (Dialect dialect : Dialect.values()) {
            leastNanos(dialect, small); // warm-up
            long one = leastNanos(dialect, small);
            long eight = leastNanos(dialect, large);
            // 8 is linear and 64 quadratic; 5 ms for what does not grow.
            assertThat(eight).as(what + " " + one + " ns").isLessThan(24 * one + 5_000_000);
        }
    }

    /** Names of one hash code: a map that does not mind them is what keeps a hostile page from stopping the sidecar. */
    @Test
    void read_eightTimesTheNamesOfOneHash_takesNoMoreThanLinearTime() throws ParseException {
        byte[] small = namesOfOneHash(1 << 10);
        byte[] large = namesOfOneHash(1 << 13);
        leastNanos(Dialect.PROMETHEUS, small); // warm-up
        long one = leastNanos(Dialect.PROMETHEUS, small);
        long eight = leastNanos(Dialect.PROMETHEUS, large);
        assertThat(eight).as(one + " ns").isLessThan(24 * one + 5_000_000);
    }

    private static byte[] namesOfOneHash(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            for (int bit = 0; bit < 13; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append(" 1\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Time of the processor, since other work on the machine counts in that of the wall. */
    private static long leastNanos(Dialect dialect, byte[] bytes) throws ParseException {
        long least = Long.MAX_VALUE;
        ParseLimits limits = new ParseLimits(1_000_000, 1 << 30, 1 << 30);
        for (int i = 0; i < 5; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            new PageReader(limits).read(List.of(Pages.page(Endpoint.STATS, dialect, bytes)));
            least = Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        return least;
    }
}
