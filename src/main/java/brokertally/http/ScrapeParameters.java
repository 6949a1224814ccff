package brokertally.http;

import brokertally.config.Settings.Partial;
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
 * @param partial what to do when a member or broker is missing
 * @param names exact family names; empty = all
 */
record ScrapeParameters(Mode mode, Partial partial, Set<String> names) {
    static final int MAX_NAMES = 1024;

    /** Reads the query; throws {@link BadRequest}. */
    static ScrapeParameters of(Query query, Partial byDefault) {
        Mode mode = single(query, "mode").map(ScrapeParameters::mode).orElse(Mode.NODE);
        Partial partial =
                single(query, "partial").map(ScrapeParameters::partial).orElse(byDefault);
        single(query, "counters").ifPresent(ScrapeParameters::checkCounters);
        return new ScrapeParameters(mode, partial, names(query));
    }

    private static Mode mode(String text) {
        return Mode.ofText(text).orElseThrow(() -> {
            String allowed = Arrays.stream(Mode.values()).map(Mode::text).collect(Collectors.joining(", "));
            return new BadRequest("mode: " + BadRequest.quoted(text) + " is not one of " + allowed);
        });
    }

    private static Partial partial(String text) {
        for (Partial partial : Partial.values()) {
            if (partial.name().toLowerCase(Locale.ROOT).equals(text)) {
                return partial;
            }
        }
        throw new BadRequest("partial: " + BadRequest.quoted(text) + " is not one of allow, fail");
    }

    /** This version has no ledger; whoever asks for counters that never fall must not get others in silence. */
    private static void checkCounters(String text) {
        if (text.equals("monotone")) {
            throw new BadRequest("counters: 'monotone' comes with the ledger; this version answers running");
        }
        if (!text.equals("running")) {
            throw new BadRequest("counters: " + BadRequest.quoted(text) + " is not one of monotone, running");
        }
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

    private static boolean isMetricName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Optional<String> single(Query query, String name) {
        List<String> values = query.values(name);
        if (values.size() > 1) {
            throw new BadRequest(name + ": given " + values.size() + " times, allowed once");
        }
        return values.stream().findFirst();
    }
}
