package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.text.Page.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table {@code text/malformed.txt}: each odd text with its stated outcome, on the general path and on the fast one. */
class MalformedTextTest {
    private record Case(
            String source, Dialect dialect, int badLines, String firstPlace, byte[] text, List<String> kept) {
        @Override
        public String toString() {
            return source;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = MalformedTextTest.class.getResourceAsStream("/text/malformed.txt")) {
            String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return table.lines().filter(line -> !line.startsWith("#")).map(MalformedTextTest::parse).toList().stream();
        }
    }

    private static Case parse(String line) {
        String[] parts = line.split("¦", -1);
        String[] bad = parts[1].split("@");
        String kept = new String(bytes(parts[3]), StandardCharsets.UTF_8);
        return new Case(
                line,
                parts[0].equals("P") ? Dialect.PROMETHEUS : Dialect.OPENMETRICS,
                Integer.parseInt(bad[0]),
                bad.length > 1 ? bad[1] : "",
                bytes(parts[2]),
                kept.isEmpty() ? List.of() : List.of(kept.split(" ; ")));
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\') {
                out.write(c);
                continue;
            }
            c = escaped.charAt(++i);
            switch (c) {
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case 't' -> out.write('\t');
                case '\\' -> out.write('\\');
                case 'x' -> {
                    out.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(escaped);
            }
        }
        return out.toByteArray();
    }

    @Test
    void table_hasTwoHundredCasesAndMore() throws IOException {
        assertThat(cases().map(Case::source).distinct()).hasSizeGreaterThanOrEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_oddText_hasItsStatedOutcome(Case odd) throws ParseException {
        PageReader reader = new PageReader(Pages.LIMITS);
        List<Page> pages = List.of(Pages.page(Endpoint.STATS, odd.dialect(), odd.text()));

        check(odd, reader.read(pages));
        check(odd, reader.read(pages)); // the fast path
    }

    private static void check(Case odd, ParsedPages parsed) {
        assertThat(parsed.report().badLines()).as("bad lines").isEqualTo(odd.badLines());
        assertThat(place(parsed)).as("line and column of the first").isEqualTo(odd.firstPlace());
        assertThat(Pages.samples(parsed)).as("samples").isEqualTo(odd.kept());
        assertThat(parsed.report().duplicates() + parsed.report().overLimit())
                .as("left out for another reason")
                .isZero();
    }

    /** {@code line 12, column 20: …} as {@code 12:20}. */
    private static String place(ParsedPages parsed) {
        return parsed.report()
                .first()
                .map(first -> first.replaceFirst("line (\\d+), column (\\d+): .+", "$1:$2"))
                .orElse("");
    }
}
