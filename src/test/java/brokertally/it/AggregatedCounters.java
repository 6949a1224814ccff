package brokertally.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The counters of a page that are totals of the cluster: those of type counter, histogram or summary without a label node. */
final class AggregatedCounters {
    private static final List<String> PARTS = List.of("_bucket", "_count", "_sum");

    private AggregatedCounters() {}

    /** Series to value, of an aggregated page. */
    static Map<String, Double> of(String page) {
        Map<String, Double> counters = withLabels(page);
        counters.keySet().removeIf(series -> series.contains("{node=") || series.contains(",node="));
        return counters;
    }

    /** Series to value of everything that counts, whatever its labels. */
    static Map<String, Double> withLabels(String page) {
        Map<String, String> types = types(page);
        Map<String, Double> counters = new TreeMap<>(Samples.of(page));
        counters.keySet().removeIf(series -> !counts(types, family(series)));
        return counters;
    }

    private static boolean counts(Map<String, String> types, String name) {
        if ("counter".equals(types.get(name))) {
            return true;
        }
        return PARTS.stream()
                .filter(name::endsWith)
                .map(part -> types.get(name.substring(0, name.length() - part.length())))
                .anyMatch(type -> "histogram".equals(type) || "summary".equals(type));
    }

    private static Map<String, String> types(String page) {
        Map<String, String> types = new HashMap<>();
        for (String line : page.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                types.put(words[2], words[3]);
            }
        }
        return types;
    }

    /** The name of a series or of a line of a page. */
    static String family(String series) {
        int end = 0;
        while (end < series.length() && series.charAt(end) != '{' && series.charAt(end) != ' ') {
            end++;
        }
        return series.substring(0, end);
    }
}
