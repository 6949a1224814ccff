package brokertally.source;

import brokertally.config.Settings.SourceType;
import brokertally.model.Schema;
import brokertally.text.Page;
import brokertally.text.PageReader;
import brokertally.text.ParseException;
import brokertally.text.ParseReport;
import brokertally.text.ParsedPages;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From pages to what is shown. The reshape is kept while the pages have the same lines, so that only numbers move.
 *
 * <p>All heavy work on a page is behind {@link #read}: it touches nothing but its arguments and this object and can move
 * to a worker as it is.
 */
final class Ingest {
    private final PageReader reader;
    private final Reshaper.Rules rules;
    private final SourceType broker;
    private final Optional<String> configuredName;

    private Schema known = Schema.EMPTY;
    private Optional<String> knownNode = Optional.empty();
    private PageClues clues;
    private Reshape reshape;
    private double[] raw = new double[0];

    Ingest(PageReader reader, Reshaper.Rules rules, SourceType broker, Optional<String> configuredName) {
        this.reader = reader;
        this.rules = rules;
        this.broker = broker;
        this.configuredName = configuredName;
        this.clues = PageClues.of(known, broker);
        this.reshape = Reshaper.of(known, rules, Set.of());
    }

    /**
     * Pages under their final names.
     *
     * @param refused negative counters
     * @param who what the pages tell of the broker
     */
    record Ingested(Schema schema, double[] values, ParseReport left, int refused, Reading.Who who) {}

    /**
     * Reads the pages, always in the same order of endpoints.
     *
     * @param node what the broker calls itself, if it has said so elsewhere
     * @param nowMillis when they arrived
     */
    Ingested read(List<Page> pages, Optional<String> node, long nowMillis) throws ParseException {
        ParsedPages parsed = reader.read(pages, raw);
        raw = parsed.values();
        if (parsed.schema() != known || !node.equals(knownNode)) {
            learn(parsed.schema(), node);
        }
        Reshape.Shaped shaped = reshape.apply(parsed.values());
        Reading.Who who =
                new Reading.Who(node.or(clues::node), clues.version(), clues.startedMillis(parsed.values(), nowMillis));
        return new Ingested(reshape.target(), shaped.values(), parsed.report(), shaped.refused(), who);
    }

    private void learn(Schema schema, Optional<String> node) {
        Set<String> ownNames = new HashSet<>();
        PageClues found = PageClues.of(schema, broker);
        node.ifPresent(ownNames::add);
        found.node().ifPresent(ownNames::add);
        configuredName.ifPresent(ownNames::add);
        reshape = Reshaper.of(schema, rules, ownNames);
        clues = found;
        known = schema;
        knownNode = node;
    }
}
