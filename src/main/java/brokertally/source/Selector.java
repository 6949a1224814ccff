package brokertally.source;

import brokertally.model.Label;
import brokertally.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Series of one family: {@code name} or {@code name{label="value",label=~"pattern"}}, as in PromQL.
 *
 * @param family the family's name
 * @param filters all must hold
 */
record Selector(String family, List<Filter> filters) {
    private static final Pattern TERM = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.+)})?");
    private static final Pattern FILTER = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)(=~?)\"([^\"]*)\"(?:,|$)");

    /** A label whose whole value must match. */
    record Filter(String label, Pattern value) {}

    /** Throws {@link IllegalArgumentException} for what is none. */
    static Selector parse(String text) {
        Matcher term = TERM.matcher(text);
        if (!term.matches()) {
            throw new IllegalArgumentException("not a selector: " + text);
        }
        return new Selector(term.group(1), term.group(2) == null ? List.of() : filters(term.group(2)));
    }

    private static List<Filter> filters(String text) {
        List<Filter> filters = new ArrayList<>();
        Matcher filter = FILTER.matcher(text);
        int at = 0;
        while (filter.find() && filter.start() == at) {
            boolean pattern = filter.group(2).equals("=~");
            String value = pattern ? filter.group(3) : Pattern.quote(filter.group(3));
            filters.add(new Filter(filter.group(1), Pattern.compile(value)));
            at = filter.end();
        }
        if (at != text.length()) {
            throw new IllegalArgumentException("not a list of label filters: " + text);
        }
        return List.copyOf(filters);
    }

    /** True when a series of the family with these labels (canonical text) is meant. */
    boolean matches(String labels) {
        if (filters.isEmpty()) {
            return true;
        }
        List<Label> parsed = Labels.parse(labels);
        for (Filter filter : filters) {
            String value = parsed.stream()
                    .filter(label -> label.name().equals(filter.label()))
                    .map(Label::value)
                    .findFirst()
                    .orElse("");
            if (!filter.value().matcher(value).matches()) {
                return false;
            }
        }
        return true;
    }
}
