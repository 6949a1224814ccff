package brokertally.it;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The samples of a page by name and sorted labels, read by a few lines of their own rather than by the product's parser. */
public final class Samples {
    private Samples() {}

    /** Name with sorted labels, as {@code name{a="1",b="2"}}, to the value. Fails on a sample that stands twice. */
    public static Map<String, Double> of(String page) {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : page.split("\n")) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int space = line.lastIndexOf(' ');
            String key = sorted(line.substring(0, space));
            Double before = samples.put(key, number(line.substring(space + 1)));
            if (before != null) {
                throw new AssertionError("sample stands twice: " + line);
            }
        }
        return samples;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String sorted(String series) {
        int brace = series.indexOf('{');
        return brace < 0 ? series : series.substring(0, brace) + "{" + String.join(",", labels(series)) + "}";
    }

    /** The labels of a series, {@code a="1"}, sorted. */
    static List<String> labels(String series) {
        List<String> labels = new ArrayList<>();
        int brace = series.indexOf('{');
        if (brace < 0) {
            return labels;
        }
        int from = brace + 1;
        boolean quoted = false;
        for (int i = from; i < series.length(); i++) {
            char c = series.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '}')) {
                labels.add(series.substring(from, i));
                from = i + 1;
            }
        }
        labels.removeIf(String::isEmpty);
        Collections.sort(labels);
        return labels;
    }
}
