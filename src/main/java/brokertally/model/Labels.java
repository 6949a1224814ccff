package brokertally.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The canonical text of a label block: {@code name="value"} pairs joined by commas, sorted by name, without braces, with
 * {@code \\}, {@code \"} and {@code \n} escaped as in text format 0.0.4. This one text is the key of a series, its form on
 * the wire and its form in an answer. The text of no labels is "".
 *
 * <p>These functions work on strings and are for the building of schemas and plans, never for a scrape.
 */
public final class Labels {
    private Labels() {}

    /** The canonical text; throws {@link IllegalArgumentException} when a name stands twice. */
    public static String canonical(List<Label> labels) {
        List<Label> sorted = new ArrayList<>(labels);
        sorted.sort(Comparator.comparing(Label::name));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
                throw new IllegalArgumentException("label " + sorted.get(i).name() + " stands twice");
            }
        }
        return join(sorted);
    }

    /** The text of the labels in the order given; only {@link #withNode} needs an order of its own. */
    private static String join(List<Label> labels) {
        StringBuilder out = new StringBuilder();
        for (Label label : labels) {
            if (out.length() > 0) {
                out.append(',');
            }
            out.append(label.name()).append("=\"");
            escape(label.value(), out);
            out.append('"');
        }
        return out.toString();
    }

    /** The labels of a canonical text; throws {@link IllegalArgumentException} when it is none. */
    public static List<Label> parse(String text) {
        List<Label> labels = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf("=\"", at);
            if (equals < 0) {
                throw new IllegalArgumentException("no =\" behind " + at + " in " + text);
            }
            int end = closingQuote(text, equals + 2);
            labels.add(new Label(text.substring(at, equals), unescape(text.substring(equals + 2, end))));
            at = end + 1;
            if (at < text.length() && text.charAt(at++) != ',') {
                throw new IllegalArgumentException("no comma at " + (at - 1) + " in " + text);
            }
        }
        return labels;
    }

    /** The text with the label {@code node} put first (DESIGN §4.2); a label {@code node} in it becomes exported_node. */
    public static String withNode(String node, String text) {
        List<Label> labels = new ArrayList<>();
        labels.add(new Label("node", node));
        labels.addAll(parse(renamed(text, "node", "exported_node")));
        return join(labels);
    }

    /** The canonical text without the label of this name. */
    public static String without(String text, String name) {
        List<Label> labels = parse(text);
        labels.removeIf(label -> label.name().equals(name));
        return join(labels);
    }

    /** The value of a label; "" when there is none, as in Prometheus. */
    public static String value(String text, String name) {
        for (Label label : parse(text)) {
            if (label.name().equals(name)) {
                return label.value();
            }
        }
        return "";
    }

    /** The canonical text with a label renamed; where the new name is taken it gets another {@code exported_} in front. */
    public static String renamed(String text, String from, String to) {
        if (!text.contains(from + "=\"")) {
            return text;
        }
        List<Label> labels = parse(text);
        String free = to;
        while (has(labels, free)) {
            free = "exported_" + free;
        }
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).name().equals(from)) {
                labels.set(i, new Label(free, labels.get(i).value()));
            }
        }
        return canonical(labels);
    }

    private static boolean has(List<Label> labels, String name) {
        return labels.stream().anyMatch(label -> label.name().equals(name));
    }

    /** Appends a label value in its escaped form. */
    public static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }

    private static String unescape(String escaped) {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder out = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\' || i + 1 == escaped.length()) {
                out.append(c);
                continue;
            }
            char next = escaped.charAt(++i);
            switch (next) {
                case 'n' -> out.append('\n');
                case '\\', '"' -> out.append(next);
                default -> out.append('\\').append(next);
            }
        }
        return out.toString();
    }

    private static int closingQuote(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        throw new IllegalArgumentException("no closing quote in " + text);
    }

    /**
     * True when the bytes are a canonical text: names are names and rise, values are quoted, escaped and hold no raw
     * newline or quote. For label texts that come from outside as bytes; allocates nothing.
     */
    public static boolean isCanonical(byte[] bytes, int from, int to) {
        int at = from;
        int previousFrom = -1;
        int previousTo = -1;
        while (at < to) {
            int nameEnd = nameEnd(bytes, at, to);
            if (nameEnd == at || nameEnd + 1 >= to || bytes[nameEnd] != '=' || bytes[nameEnd + 1] != '"') {
                return false;
            }
            if (previousFrom >= 0 && Arrays.compareUnsigned(bytes, previousFrom, previousTo, bytes, at, nameEnd) >= 0) {
                return false;
            }
            previousFrom = at;
            previousTo = nameEnd;
            int quote = valueEnd(bytes, nameEnd + 2, to);
            if (quote < 0) {
                return false;
            }
            at = quote + 1;
            if (at < to && (bytes[at++] != ',' || at == to)) {
                return false;
            }
        }
        return true;
    }

    private static int nameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            byte c = bytes[at];
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (at == from || c < '0' || c > '9')) {
                break;
            }
            at++;
        }
        return at;
    }

    /** Index of the closing quote; -1 when there is none or the value is not escaped as it must be. */
    private static int valueEnd(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            byte c = bytes[at];
            if (c == '"') {
                return at;
            }
            if (c == '\n') {
                return -1;
            }
            if (c == '\\') {
                at++;
                if (at == to || (bytes[at] != 'n' && bytes[at] != '"' && bytes[at] != '\\')) {
                    return -1;
                }
            }
        }
        return -1;
    }
}
