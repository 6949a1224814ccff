package brokertally.text;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the lines of one page that begin with {@code #}: HELP and TYPE, in OpenMetrics UNIT and EOF; others are comments. */
final class CommentLines {
    /** Names that HELP and TYPE lines may declare where the limit of series is smaller. */
    private static final int MIN_DECLARATIONS = 10_000;

    private static final int HELP_BYTES = 4096;
    private static final int LONGEST_TYPE = 32;

    private final byte[] text;
    private final int limit;
    private final Page.Dialect dialect;
    private final Declarations declarations;
    private final int declarationLimit;
    private final Faults faults;

    private boolean closed;
    private String problem = "";

    CommentLines(Page page, Declarations declarations, GeneralReader.Context context) {
        this.text = page.body();
        this.limit = page.length();
        this.dialect = page.dialect();
        this.declarations = declarations;
        this.declarationLimit = Math.max(MIN_DECLARATIONS, context.limits().series());
        this.faults = context.faults();
    }

    /** True when {@code # EOF} of OpenMetrics has been read. */
    boolean isClosed() {
        return closed;
    }

    /** Why {@link #read} gave a negative number. */
    String problem() {
        return problem;
    }

    /** Reads the line whose {@code #} is at an index; gives the index of its end, or {@code ~index} of what is wrong. */
    int read(int from) {
        int word = Chars.blanks(text, from + 1, limit);
        int wordTo = Chars.token(text, word, limit);
        int behind = Chars.blanks(text, wordTo, limit);
        boolean bare = Chars.isLineEnd(text, behind, limit);
        if (word > from + 1) {
            if (bare && is(word, wordTo, "EOF")) {
                closed = dialect == Page.Dialect.OPENMETRICS;
            } else if (!bare && isMetadata(word, wordTo)) {
                return metadata(word, wordTo, behind);
            }
        }
        return Chars.lineEnd(text, behind, limit);
    }

    private boolean isMetadata(int word, int wordTo) {
        boolean openMetrics = dialect == Page.Dialect.OPENMETRICS;
        return is(word, wordTo, "HELP") || is(word, wordTo, "TYPE") || openMetrics && is(word, wordTo, "UNIT");
    }

    private int metadata(int word, int wordTo, int name) {
        int nameTo = Chars.metricName(text, name, limit);
        int rest = Chars.blanks(text, nameTo, limit);
        boolean bare = Chars.isLineEnd(text, rest, limit);
        if (nameTo == name || rest == nameTo && !bare) {
            return wrong(nameTo, "metric name expected");
        }
        int end = Chars.lineEnd(text, rest, limit);
        if (bare || is(word, wordTo, "UNIT")) {
            return end;
        }
        int restTo = text[end - 1] == '\r' ? end - 1 : end;
        String metric = string(name, nameTo);
        boolean read = is(word, wordTo, "HELP") ? help(metric, rest, restTo) : type(metric, rest, restTo);
        return read ? end : wrong(rest, "unknown type");
    }

    private boolean help(String name, int from, int to) {
        if (to - from > HELP_BYTES || declarations.size() >= declarationLimit) {
            faults.overLimit();
        } else {
            declarations.of(name).help(Escapes.help(text, from, to, dialect));
        }
        return true;
    }

    private boolean type(String name, int from, int to) {
        int wordTo = Chars.token(text, from, to);
        boolean alone = Chars.blanks(text, wordTo, to) == to;
        if (!alone || wordTo - from > LONGEST_TYPE) {
            return false;
        }
        Optional<Declared> type = Declared.ofWord(string(from, wordTo), dialect);
        if (type.isPresent() && declarations.size() >= declarationLimit) {
            faults.overLimit();
        } else {
            type.ifPresent(known -> declarations.of(name).type(known));
        }
        return type.isPresent();
    }

    private boolean is(int from, int to, String word) {
        return Chars.isWord(text, from, to, word);
    }

    private String string(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private int wrong(int at, String what) {
        problem = what;
        return ~at;
    }
}
