package brokertally.http;

import brokertally.config.Settings.Counters;
import brokertally.config.Settings.Partial;
import brokertally.scrape.ScrapeRequest.Policy;
import brokertally.tally.Mode;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of the scrape endpoints (DESIGN §4.1), checked; unknown ones are ignored, as EMQX does.
 *
 * @param mode whose values
 * @param policy what the answer is to be where nodes are missing
 * @param names exact family names; empty = all
 */
record ScrapeParameters(Mode mode, Policy policy, Set<String> names) {
    static final int MAX_NAMES = 1024;

    /** Reads the query; throws {@link BadRequest}. */
    static ScrapeParameters of(Query query, Policy byDefault) {
        Mode mode = single(query, "mode").map(ScrapeParameters::mode).orElse(Mode.NODE);
        Partial partial = single(query, "partial")
                .map(text -> word("partial", text, Partial.values()))
                .orElse(byDefault.partial());
        Counters counters = single(query, "counters")
                .map(text -> word("counters", text, Counters.values()))
                .orElse(byDefault.counters());
        return new ScrapeParameters(mode, new Policy(counters, partial), names(query));
    }

    private static Mode mode(String text) {
        return Mode.ofText(text).orElseThrow(() -> {
            String allowed = Arrays.stream(Mode.values()).map(Mode::text).collect(Collectors.joining(", "));
            return new BadRequest("mode: " + BadRequest.quoted(text) + " is not one of " + allowed);
        });
    }

    private static <E extends Enum<E>> E word(String parameter, String text, E[] allowed) {
        for (E value : allowed) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        String words = Arrays.stream(allowed)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new BadRequest(parameter + ": " + BadRequest.quoted(text) + " is not one of " + words);
    }

    private static Set<String> names(Query query) {
        Set<String> names = new LinkedHashSet<>();
        int given = 0;
        for (Query.Parameter parameter : query.parameters()) {
            if (!parameter.name().equals("name[]") && !parameter.name().equals("collect[]")) {
                continue;
            }
            if (++given > MAX_NAMES) {
                throw new BadRequest("name[]: more than " + MAX_NAMES + " values");
            }
            if (!isMetricName(parameter.value())) {
                throw new BadRequest("name[]: " + BadRequest.quoted(parameter.value()) + " is not a metric name");
            }
            names.add(parameter.value());
        }
        return names;
    }

    static boolean isMetricName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The value of a parameter that may be given once. */
    static Optional<String> single(Query query, String name) {
        List<String> values = query.values(name);
        if (values.size() > 1) {
            throw new BadRequest(name + ": given " + values.size() + " times, allowed once");
        }
        return values.stream().findFirst();
    }
}
