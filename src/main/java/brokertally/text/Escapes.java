package brokertally.text;

import java.nio.charset.StandardCharsets;

/**
 * The escapes of label values and HELP texts. A backslash before any other byte stands for itself, as in the parser of
 * Prometheus; bytes that are not UTF-8 become U+FFFD.
 */
final class Escapes {
    private Escapes() {}

    /** The label value between two indexes. */
    static String labelValue(byte[] text, int from, int to) {
        return unescape(new String(text, from, to - from, StandardCharsets.UTF_8), true);
    }

    /** The HELP between two indexes; only OpenMetrics escapes quotes in it. */
    static String help(byte[] text, int from, int to, Page.Dialect dialect) {
        return unescape(new String(text, from, to - from, StandardCharsets.UTF_8), dialect == Page.Dialect.OPENMETRICS);
    }

    private static String unescape(String escaped, boolean quotes) {
        int next = escaped.indexOf('\\');
        if (next < 0) {
            return escaped;
        }
        StringBuilder out = new StringBuilder(escaped.length());
        int done = 0;
        while (next >= 0 && next + 1 < escaped.length()) {
            char c = escaped.charAt(next + 1);
            if (c == '\\' || c == 'n' || quotes && c == '"') {
                out.append(escaped, done, next).append(c == 'n' ? '\n' : c);
                done = next + 2;
            }
            next = escaped.indexOf('\\', next + 2);
        }
        return out.append(escaped, done, escaped.length()).toString();
    }

    /** A HELP text as it stands in a line of 0.0.4. */
    static String helpLine(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
