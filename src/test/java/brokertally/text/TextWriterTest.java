package brokertally.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Layouts;
import brokertally.model.MetricType;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TextWriterTest {
    private static final SeriesTable LAYOUT = layout();
    private static final double[] NUMBERS = {
        7, 1.5, -3, Double.NaN, 2, 5, Double.POSITIVE_INFINITY, 5, 12.25, 1, 9007199254740993d
    };

    private static SeriesTable layout() {
        Layouts layouts = new Layouts();
        layouts.family(
                family("brokertally_scrapes_total", MetricType.COUNTER, "Scrapes\nanswered, \"all\" of C:\\them"));
        layouts.add(Suffix.NONE, "mode=\"node\"");
        layouts.family(family("x_gauge", MetricType.GAUGE, ""));
        layouts.add(Suffix.NONE, "");
        layouts.add(Suffix.NONE, "node=\"a\\\"b\\\\c\\nd\",z=\"é\"");
        layouts.family(family("no_number", MetricType.UNTYPED, "A broker that sends NaN"));
        layouts.add(Suffix.NONE, "");
        layouts.family(family("h", MetricType.HISTOGRAM, "Times"));
        layouts.add(Suffix.BUCKET, "le=\"1\"");
        layouts.add(Suffix.BUCKET, "le=\"+Inf\"");
        layouts.add(Suffix.SUM, "");
        layouts.add(Suffix.COUNT, "");
        layouts.family(family("s", MetricType.SUMMARY, "Sizes"));
        layouts.add(Suffix.NONE, "quantile=\"0.5\"");
        layouts.add(Suffix.COUNT, "");
        layouts.family(family("emqx_bytes", MetricType.COUNTER, "A counter without _total"));
        layouts.add(Suffix.NONE, "");
        return layouts.build();
    }

    private static Family family(String name, MetricType type, String help) {
        return new Family(Endpoint.STATS, name, type, help);
    }

    private static String text(double... numbers) {
        TextBuffer out = new TextBuffer();
        TextWriter.write(Template.of(LAYOUT), numbers, out);
        return out.toString();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = TextWriterTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void write_allTypes_isTheGoldenText() throws IOException {
        assertThat(text(NUMBERS)).isEqualTo(golden("writer.prom"));
    }

    @Test
    void writeOpenMetrics_allTypes_isTheGoldenText() throws IOException {
        TextBuffer out = new TextBuffer();
        TextWriter.writeOpenMetrics(Template.of(LAYOUT), NUMBERS, out);

        assertThat(out.toString()).isEqualTo(golden("writer.openmetrics"));
    }

    @Test
    void write_slotWithoutValue_leavesItOut() {
        double[] numbers = NUMBERS.clone();
        numbers[1] = Values.ABSENT;

        assertThat(text(numbers)).doesNotContain("x_gauge 1.5").contains("# TYPE x_gauge gauge\nx_gauge{node=");
    }

    @Test
    void write_familyWithoutValues_leavesOutItsHeader() {
        double[] numbers = NUMBERS.clone();
        numbers[1] = Values.ABSENT;
        numbers[2] = Values.ABSENT;

        assertThat(text(numbers)).doesNotContain("x_gauge").contains("no_number NaN\n");
    }

    @Test
    void write_noValuesAtAll_isEmpty() {
        double[] numbers = new double[NUMBERS.length];
        Arrays.fill(numbers, Values.ABSENT);

        assertThat(text(numbers)).isEmpty();
    }

    @Test
    void writeOpenMetrics_noValuesAtAll_isTheEnd() {
        TextBuffer out = new TextBuffer();
        TextWriter.writeOpenMetrics(Template.of(new Layouts().build()), new double[0], out);

        assertThat(out.toString()).isEqualTo("# EOF\n");
    }

    @Test
    void write_otherNumberOfValues_isRefused() {
        assertThatThrownBy(() -> text(1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void write_intoAUsedBuffer_appends() {
        TextBuffer out = new TextBuffer(0);
        out.append("# first\n");
        TextWriter.write(Template.of(LAYOUT), NUMBERS, out);
        int once = out.length();
        assertThat(out.toString()).startsWith("# first\n# HELP brokertally_scrapes_total");

        out.reset();
        out.append("# first\n");
        TextWriter.write(Template.of(LAYOUT), NUMBERS, out);
        assertThat(out.length()).isEqualTo(once);
    }

    @Test
    void write_longestNumbersInEverySlot_fit() {
        double[] numbers = new double[NUMBERS.length];
        Arrays.fill(numbers, -1.2345678901234568e-300);

        assertThat(text(numbers)).contains("x_gauge -1.2345678901234568e-300\n");
    }

    @Test
    void template_slots_areTheSeriesOfTheLayout() {
        assertThat(Template.of(LAYOUT).slots()).isEqualTo(LAYOUT.size());
    }

    @Test
    void buffer_length_countsBytesNotChars() {
        TextBuffer out = new TextBuffer(1);
        out.append("é€");

        assertThat(out.length()).isEqualTo(5);
        assertThat(out.toBytes()).isEqualTo("é€".getBytes(StandardCharsets.UTF_8));
        assertThat(out.bytes().length).isGreaterThanOrEqualTo(5);
    }
}
