package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Label;
import brokertally.model.Labels;
import brokertally.model.Layouts;
import brokertally.model.MetricType;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.text.Page.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the writer writes the reader reads back, to the last bit. */
class RoundTripTest {
    private static final int ROUNDS = 50;
    private static final int SERIES = 20_000;
    private static final String COMMON = "\\\"\n\\n{}=,# \t\r\0éЖ€😀\ufffd";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private String value() {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    int at = COMMON.offsetByCodePoints(0, random.nextInt(COMMON.codePointCount(0, COMMON.length())));
                    text.appendCodePoint(COMMON.codePointAt(at));
                }
                case 1 -> text.appendCodePoint(codePoint());
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.toString();
    }

    private int codePoint() {
        int point = random.nextInt(Character.MAX_CODE_POINT + 1);
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point;
    }

    private double number() {
        double value =
                switch (random.nextInt(6)) {
                    case 0 -> random.nextInt();
                    case 1 -> random.nextLong() >> random.nextInt(64);
                    case 2 -> random.nextInt() / 1000.0;
                    case 3 -> random.nextDouble();
                    case 4 -> random.nextInt() / Math.pow(10, random.nextInt(30));
                    default -> Double.longBitsToDouble(random.nextLong());
                };
        return Double.isNaN(value) ? Double.NaN : value;
    }

    @Test
    void read_ofAMillionWrittenSeries_givesTheSameLabelsAndNumbers() throws ParseException {
        int labels = 0;
        int numbers = 0;
        PageReader reader = new PageReader(Pages.LIMITS);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> texts = new ArrayList<>();
            Layouts layouts = new Layouts();
            layouts.family(new Family(Endpoint.STATS, "x", MetricType.GAUGE, ""));
            double[] values = new double[SERIES];
            for (int i = 0; i < SERIES; i++) {
                // The first label keeps the series in the order of the schema.
                String text = Labels.canonical(List.of(new Label("a", "%05d".formatted(i)), new Label("b", value())));
                texts.add(text);
                layouts.add(Suffix.NONE, text);
                values[i] = number();
            }

            TextBuffer out = new TextBuffer();
            TextWriter.write(Template.of(layouts.build()), values, out);
            ParsedPages parsed =
                    reader.read(List.of(new Page(Endpoint.STATS, Dialect.PROMETHEUS, out.bytes(), out.length())));

            assertThat(parsed.report()).as("seed %d", seed).isEqualTo(ParseReport.CLEAN);
            SeriesTable table = parsed.schema().table();
            assertThat(table.size()).isEqualTo(SERIES);
            for (int i = 0; i < SERIES; i++) {
                if (!table.labels(i).equals(texts.get(i))
                        || Double.doubleToRawLongBits(parsed.values()[i]) != Double.doubleToRawLongBits(values[i])) {
                    assertThat(table.labels(i) + " " + parsed.values()[i])
                            .as("seed %d", seed)
                            .isEqualTo(texts.get(i) + " " + values[i]);
                }
            }
            labels += SERIES;
            numbers += parsed.values().length;
        }
        System.out.println("round trip: seed=" + seed + " label_values=" + labels + " numbers=" + numbers);
        assertThat(labels).isGreaterThanOrEqualTo(1_000_000);
        assertThat(numbers).isGreaterThanOrEqualTo(1_000_000);
    }

    @Test
    void read_ofWrittenTextInBothFormats_givesTheSameSchema() throws ParseException {
        String text =
                """
                # HELP a_total one \\\\ two\\nthree
                # TYPE a_total counter
                a_total 5
                # HELP h h
                # TYPE h histogram
                h_bucket{le="0.5"} 1
                h_bucket{le="+Inf"} 2
                h_sum 3.5
                h_count 2
                # TYPE s summary
                s{quantile="0.9"} 0.25
                s_sum 4
                s_count 3
                # TYPE u untyped
                u{a="1"} NaN
                """;
        ParsedPages first = Pages.read(text);
        Template template = Template.of(first.schema().table());

        TextBuffer again = new TextBuffer();
        TextWriter.write(template, first.values(), again);
        assertThat(again.toString()).isEqualTo(text);

        TextBuffer open = new TextBuffer();
        TextWriter.writeOpenMetrics(template, first.values(), open);
        ParsedPages second = Pages.read(Pages.openMetrics(open.toString()));
        assertThat(second.schema().fingerprint()).isEqualTo(first.schema().fingerprint());
        assertThat(second.values()).isEqualTo(first.values());
        assertThat(second.report()).isEqualTo(ParseReport.CLEAN);
    }
}
