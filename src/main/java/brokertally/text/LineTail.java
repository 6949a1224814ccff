package brokertally.text;

/**
 * What may stand behind the number of a sample: a timestamp and, in OpenMetrics, an exemplar. Both are checked and dropped:
 * the sidecar's numbers are of now, and no answer of it has exemplars. Not thread-safe.
 */
final class LineTail {
    private final boolean openMetrics;
    private final NumberReader numbers = new NumberReader();
    private final LabelBlock exemplar = new LabelBlock(Integer.MAX_VALUE);

    LineTail(Page.Dialect dialect) {
        this.openMetrics = dialect == Page.Dialect.OPENMETRICS;
    }

    /** Reads from behind the number to the end of the line: the index of its {@code \n}, or {@code ~index} of what is wrong. */
    int skip(byte[] text, int behindNumber, int limit) {
        int at = Chars.blanks(text, behindNumber, limit);
        if (!Chars.isLineEnd(text, at, limit) && !isExemplar(text, at, limit)) {
            at = timestamp(text, at, limit);
            if (at < 0) {
                return at;
            }
            at = Chars.blanks(text, at, limit);
        }
        if (isExemplar(text, at, limit)) {
            at = exemplar(text, at + 1, limit);
            if (at < 0) {
                return at;
            }
        }
        return Chars.isLineEnd(text, at, limit) ? Chars.lineEnd(text, at, limit) : ~at;
    }

    private boolean isExemplar(byte[] text, int at, int limit) {
        return openMetrics && at < limit && text[at] == '#';
    }

    /** Milliseconds in 0.0.4, seconds with an optional fraction in OpenMetrics. */
    private int timestamp(byte[] text, int from, int limit) {
        if (openMetrics) {
            boolean finite = numbers.read(text, from, limit) && Double.isFinite(numbers.value());
            return finite ? numbers.end() : ~from;
        }
        int first = text[from] == '-' ? from + 1 : from;
        int at = first;
        while (at < limit && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at == first ? ~from : at;
    }

    private int exemplar(byte[] text, int from, int limit) {
        int brace = Chars.blanks(text, from, limit);
        if (brace == limit || text[brace] != '{') {
            return ~brace;
        }
        int behind = exemplar.read(text, brace + 1, limit);
        if (behind < 0) {
            return behind;
        }
        int number = Chars.blanks(text, behind, limit);
        if (!numbers.read(text, number, limit)) {
            return ~number;
        }
        int at = Chars.blanks(text, numbers.end(), limit);
        if (Chars.isLineEnd(text, at, limit)) {
            return at;
        }
        int behindTime = timestamp(text, at, limit);
        return behindTime < 0 ? behindTime : Chars.blanks(text, behindTime, limit);
    }
}
