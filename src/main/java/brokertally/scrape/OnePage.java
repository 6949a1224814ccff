package brokertally.scrape;

import brokertally.catalog.Catalog;
import brokertally.tally.Gathered;
import brokertally.tally.Plan;
import brokertally.tally.Selection;
import brokertally.text.TextBuffer;
import java.nio.charset.StandardCharsets;

/** A page made once, for the command line. */
public final class OnePage {
    private OnePage() {}

    /** The page as text. */
    public static String text(Selection selection, Gathered gathered, Catalog catalog) {
        return new PreparedPlan(Plan.of(selection, gathered, catalog))
                .render(gathered, new TextBuffer())
                .toString(StandardCharsets.UTF_8);
    }
}
