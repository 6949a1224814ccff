package brokertally.text;

/**
 * The alphabet that both text formats share. A text is a byte array with a limit; the limit ends a line like {@code \n} does.
 */
final class Chars {
    private static final int LETTER = 1;
    private static final int COLON = 2;
    private static final int DIGIT = 4;
    private static final byte[] KIND = kinds();

    private Chars() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int c = 0; c < 26; c++) {
            kinds['a' + c] = LETTER;
            kinds['A' + c] = LETTER;
        }
        for (int c = '0'; c <= '9'; c++) {
            kinds[c] = DIGIT;
        }
        kinds['_'] = LETTER;
        kinds[':'] = COLON;
        return kinds;
    }

    /** Index behind the metric name {@code [a-zA-Z_:][a-zA-Z0-9_:]*} at an index; the same index when there is none. */
    static int metricName(byte[] text, int at, int limit) {
        return name(text, at, limit, LETTER | COLON);
    }

    /** Index behind the label name {@code [a-zA-Z_][a-zA-Z0-9_]*} at an index; the same index when there is none. */
    static int labelName(byte[] text, int at, int limit) {
        return name(text, at, limit, LETTER);
    }

    private static int name(byte[] text, int from, int limit, int first) {
        if (from == limit || (KIND[text[from] & 0xff] & first) == 0) {
            return from;
        }
        int at = from + 1;
        while (at < limit && (KIND[text[at] & 0xff] & (first | DIGIT)) != 0) {
            at++;
        }
        return at;
    }

    /** True when a metric name may go on with this byte. */
    static boolean isInMetricName(byte c) {
        return KIND[c & 0xff] != 0;
    }

    /** Index behind the spaces and tabs at an index. */
    static int blanks(byte[] text, int from, int limit) {
        int at = from;
        while (at < limit && isBlank(text[at])) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    /** Index of the {@code \n} that ends the line, or the limit. */
    static int lineEnd(byte[] text, int from, int limit) {
        int at = from;
        while (at < limit && text[at] != '\n') {
            at++;
        }
        return at;
    }

    /** True when nothing but the end of the line is at an index; one {@code \r} before it belongs to it. */
    static boolean isLineEnd(byte[] text, int at, int limit) {
        if (at == limit || text[at] == '\n') {
            return true;
        }
        return text[at] == '\r' && (at + 1 == limit || text[at + 1] == '\n');
    }

    /** Index behind the bytes at an index that are neither blank nor the end of the line. */
    static int token(byte[] text, int from, int limit) {
        int at = from;
        while (at < limit && !isBlank(text[at]) && !isLineEnd(text, at, limit)) {
            at++;
        }
        return at;
    }

    /** True when the ASCII word is what stands between the two indexes. */
    static boolean isWord(byte[] text, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
