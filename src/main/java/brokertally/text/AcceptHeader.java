package brokertally.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An Accept header (RFC 9110, 12.5.1) as far as it tells one {@link Format} from the other. A media range with a broken q is
 * left out; parameters other than q and version, as {@code escaping}, do not matter since our names are plain ASCII.
 */
final class AcceptHeader {
    private static final int MAX_LENGTH = 8192;

    private final Choice text = new Choice();
    private final Choice openMetrics = new Choice();

    private AcceptHeader() {}

    /** How much a format is wanted: by the most specific range that names it, of equally specific ones by the best. */
    private static final class Choice {
        private int specificity = -1;
        private int q; // thousandths
        private int position = Integer.MAX_VALUE;

        void offer(int newSpecificity, int newQ, int newPosition) {
            if (newSpecificity > specificity || newSpecificity == specificity && newQ > q) {
                specificity = newSpecificity;
                q = newQ;
                position = newPosition;
            }
        }
    }

    static AcceptHeader parse(String accept) {
        AcceptHeader header = new AcceptHeader();
        if (accept.length() <= MAX_LENGTH) {
            List<String> ranges = split(accept, ',');
            for (int i = 0; i < ranges.size(); i++) {
                header.range(split(ranges.get(i), ';'), i);
            }
        }
        return header;
    }

    Format format() {
        boolean higher = openMetrics.q > text.q;
        boolean earlier = openMetrics.q == text.q && openMetrics.position < text.position;
        return openMetrics.q > 0 && (higher || earlier) ? Format.OPENMETRICS : Format.TEXT;
    }

    private void range(List<String> parts, int position) {
        String version = "";
        int q = 1000;
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            String value = part.substring(equals + 1).strip();
            if (name.equals("version")) {
                version = unquote(value);
            } else if (name.equals("q")) {
                q = thousandths(value);
            }
        }
        if (q >= 0) {
            offer(parts.get(0).strip().toLowerCase(Locale.ROOT), version, q, position);
        }
    }

    private void offer(String type, String version, int q, int position) {
        boolean anyVersion = version.isEmpty();
        switch (type) {
            case "*/*" -> text.offer(0, q, position);
            case "text/*" -> text.offer(1, q, position);
            case "text/plain" -> {
                if (anyVersion || version.equals("0.0.4") || version.equals("1.0.0")) {
                    text.offer(2, q, position);
                }
            }
            case "application/openmetrics-text" -> {
                if (anyVersion || version.equals("1.0.0") || version.equals("0.0.1")) {
                    openMetrics.offer(2, q, position);
                }
            }
            default -> {
                // A type that we do not have.
            }
        }
    }

    /** The parts between the separators that stand outside quotes; at least one. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** A weight of at most three decimals in thousandths; -1 when it is none. */
    private static int thousandths(String q) {
        if (q.isEmpty() || q.length() > 5 || q.charAt(0) != '0' && q.charAt(0) != '1') {
            return -1;
        }
        if (q.length() > 1 && q.charAt(1) != '.') {
            return -1;
        }
        int sum = q.charAt(0) - '0';
        for (int i = 2; i < 5; i++) {
            char c = i < q.length() ? q.charAt(i) : '0';
            if (c < '0' || c > '9') {
                return -1;
            }
            sum = 10 * sum + c - '0';
        }
        return sum > 1000 ? -1 : sum;
    }
}
