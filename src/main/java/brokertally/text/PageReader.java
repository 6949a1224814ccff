package brokertally.text;

import brokertally.model.Endpoint;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads all pages of one node into one schema and its numbers. It remembers the lines of last time: while they stay the same
 * only the numbers are read and the {@link Schema} stays the same object; otherwise everything is read anew. What comes out
 * does not depend on which of the two it was.
 *
 * <p>Not thread-safe; one for each node.
 */
public final class PageReader {
    private static final double[] NO_VALUES = {};

    private final ParseLimits limits;
    private KnownPage[] known = {};
    private Schema schema = Schema.EMPTY;
    private ParseReport report = ParseReport.CLEAN;

    public PageReader(ParseLimits limits) {
        this.limits = limits;
    }

    /** Reads the pages; see {@link #read(List, double[])}. */
    public ParsedPages read(List<Page> pages) throws ParseException {
        return read(pages, NO_VALUES);
    }

    /**
     * Reads the pages.
     *
     * @param pages what the broker showed at one moment, in the same order every time
     * @param reuse an array of the caller's for the values; taken when its length fits, else a new one is made
     * @throws ParseException when a page is over {@link ParseLimits#bodyBytes()}; whatever else is wrong with a page is in
     *     the report
     */
    public ParsedPages read(List<Page> pages, double[] reuse) throws ParseException {
        for (int i = 0; i < pages.size(); i++) {
            check(pages.get(i));
        }
        double[] values = fitting(reuse, schema.size());
        return readKnown(pages, values) ? new ParsedPages(schema, values, report) : readAnew(pages, values);
    }

    private void check(Page page) throws ParseException {
        if (page.length() > limits.bodyBytes()) {
            throw new ParseException(
                    1,
                    1,
                    "the page " + page.endpoint().path() + " has " + page.length() + " bytes, the limit is "
                            + limits.bodyBytes());
        }
    }

    private static double[] fitting(double[] reuse, int length) {
        return reuse.length == length ? reuse : new double[length];
    }

    private boolean readKnown(List<Page> pages, double[] values) {
        if (pages.size() != known.length) {
            return false;
        }
        for (int i = 0; i < known.length; i++) {
            if (!known[i].read(pages.get(i), values)) {
                return false;
            }
        }
        return true;
    }

    private ParsedPages readAnew(List<Page> pages, double[] reuse) {
        SchemaBuilder builder = new SchemaBuilder();
        Faults faults = new Faults();
        Arrivals arrivals = new Arrivals(builder, limits.series());
        GeneralReader.Context context = new GeneralReader.Context(arrivals, faults, limits);
        Map<Endpoint, Map<Page.Dialect, Declarations>> declarations = new EnumMap<>(Endpoint.class);
        Marks[] marks = new Marks[pages.size()];
        for (int i = 0; i < marks.length; i++) {
            Page page = pages.get(i);
            Declarations ofPage = declarations
                    .computeIfAbsent(page.endpoint(), e -> new EnumMap<>(Page.Dialect.class))
                    .computeIfAbsent(page.dialect(), d -> new Declarations(page.endpoint(), d, builder));
            if (marks.length > 1) {
                faults.where(" (page " + page.endpoint().path() + ")");
            }
            marks[i] = new GeneralReader(page, ofPage, context).read();
        }
        SchemaBuilder.Built built = builder.build();
        remember(pages, marks, built);
        report = faults.report(built.duplicates());
        double[] values = fitting(reuse, schema.size());
        arrivals.spread(built.slots(), values);
        return new ParsedPages(schema, values, report);
    }

    private void remember(List<Page> pages, Marks[] marks, SchemaBuilder.Built built) {
        if (!schema.fingerprint().equals(built.schema().fingerprint())) {
            schema = built.schema();
        }
        known = new KnownPage[marks.length];
        for (int i = 0; i < marks.length; i++) {
            known[i] = new KnownPage(pages.get(i), marks[i], built.slots());
        }
    }
}
