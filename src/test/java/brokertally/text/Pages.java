package brokertally.text;

import brokertally.model.Endpoint;
import brokertally.model.SeriesTable;
import brokertally.text.Page.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Pages for tests, and what has been read of them in words. */
final class Pages {
    static final ParseLimits LIMITS = new ParseLimits(100_000, 1024, 64 << 20);

    private Pages() {}

    static Page prometheus(String text) {
        return page(Endpoint.STATS, Dialect.PROMETHEUS, text);
    }

    static Page openMetrics(String text) {
        return page(Endpoint.STATS, Dialect.OPENMETRICS, text);
    }

    static Page page(Endpoint endpoint, Dialect dialect, String text) {
        return page(endpoint, dialect, text.getBytes(StandardCharsets.UTF_8));
    }

    static Page page(Endpoint endpoint, Dialect dialect, byte[] body) {
        return new Page(endpoint, dialect, body, body.length);
    }

    static ParsedPages read(Page... pages) throws ParseException {
        return new PageReader(LIMITS).read(List.of(pages));
    }

    static ParsedPages read(String text) throws ParseException {
        return read(prometheus(text));
    }

    /** The samples in the order of the schema, e.g. {@code x{a="1"} 5}. */
    static List<String> samples(ParsedPages parsed) {
        List<String> samples = new ArrayList<>();
        SeriesTable table = parsed.schema().table();
        for (int f = 0; f < table.families(); f++) {
            for (int i = table.first(f); i < table.end(f); i++) {
                String labels = table.labels(i);
                samples.add(table.family(f).name() + table.suffix(i).text()
                        + (labels.isEmpty() ? "" : "{" + labels + "}") + " " + number(parsed.values()[i]));
            }
        }
        return samples;
    }

    /** The families, e.g. {@code stats x counter "help"}. */
    static List<String> families(ParsedPages parsed) {
        return parsed.schema().table().familyList().stream()
                .map(f -> "%s %s %s \"%s\""
                        .formatted(f.endpoint().path(), f.name(), f.type().text(), f.help()))
                .toList();
    }

    static String number(double value) {
        byte[] bytes = new byte[NumberFormat.MAX_BYTES];
        return new String(bytes, 0, NumberFormat.write(value, bytes, 0), StandardCharsets.US_ASCII);
    }
}
