package brokertally.text;

import brokertally.model.Bounds;
import brokertally.model.Suffix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one page line by line with no knowledge of an earlier one. Every byte is looked at a fixed number of times, whatever
 * the page holds; a line that cannot be read is counted and the next one begins behind its {@code \n}.
 *
 * <p>Where 0.0.4 leaves a choice: blanks may lead a line and stand around every token of a sample; HELP and TYPE without a
 * name or text are plain comments; one {@code \r} before the {@code \n} belongs to the line end, anywhere else it is a fault.
 */
final class GeneralReader {
    /** Names that TYPE and HELP lines may declare in a page without samples, at the least. */
    private static final int DECLARATIONS = 10_000;

    private static final int HELP_BYTES = 4096;

    private final byte[] text;
    private final int limit;
    private final Page.Dialect dialect;
    private final Declarations declarations;
    private final Arrivals arrivals;
    private final Faults faults;
    private final ParseLimits limits;
    private final LabelBlock labels;
    private final NumberReader numbers = new NumberReader();
    private final LineTail tail;
    private final Marks marks = new Marks();

    private int line;
    private int lineFrom;
    private boolean closed;
    private Target target = Target.DROP;
    private int nameFrom;
    private int nameTo; // == nameFrom: the target is of no name

    /** What the pages of one set share. */
    record Context(Arrivals arrivals, Faults faults, ParseLimits limits) {}

    GeneralReader(Page page, Declarations declarations, Context context) {
        this.text = page.body();
        this.limit = page.length();
        this.dialect = page.dialect();
        this.declarations = declarations;
        this.arrivals = context.arrivals();
        this.faults = context.faults();
        this.limits = context.limits();
        this.labels = new LabelBlock(limits.labelValueBytes());
        this.tail = new LineTail(dialect);
    }

    /** Reads the page once and for all. */
    Marks read() {
        int at = 0;
        while (at < limit) {
            line++;
            lineFrom = at;
            at = line(at) + 1;
        }
        if (dialect == Page.Dialect.OPENMETRICS && !closed) {
            lineFrom = at;
            line++;
            bad(at, "no # EOF at the end");
        }
        return marks;
    }

    /** Reads a line and gives the index of its end. */
    private int line(int from) {
        if (closed) {
            return bad(from, "text behind # EOF");
        }
        int at = Chars.blanks(text, from, limit);
        if (Chars.isLineEnd(text, at, limit)) {
            return Chars.lineEnd(text, at, limit);
        }
        return text[at] == '#' ? comment(at) : sample(at);
    }

    private int sample(int from) {
        int at = name(from);
        if (at == from) {
            return bad(from, "metric name expected");
        }
        at = Chars.blanks(text, at, limit);
        if (at < limit && text[at] == '{') {
            at = labels.read(text, at + 1, limit);
            if (at < 0) {
                return bad(~at, labels.problem());
            }
            at = Chars.blanks(text, at, limit);
        } else {
            labels.clear();
        }
        int number = at;
        if (!numbers.read(text, number, limit)) {
            return bad(number, "not a number");
        }
        int end = tail.skip(text, numbers.end(), limit);
        return end < 0 ? bad(~end, "unexpected text behind the number") : keep(from, number, end);
    }

    /** Index behind the name; most lines have the name of the line before. */
    private int name(int from) {
        int length = nameTo - nameFrom;
        if (length > 0
                && limit - from > length
                && !Chars.isInMetricName(text[from + length])
                && Arrays.equals(text, nameFrom, nameTo, text, from, from + length)) {
            return from + length;
        }
        int end = Chars.metricName(text, from, limit);
        forgetName();
        return end;
    }

    private void forgetName() {
        nameFrom = 0;
        nameTo = 0;
    }

    private int keep(int from, int number, int end) {
        if (labels.isTooLong() || arrivals.isFull()) {
            faults.overLimit();
            marks.add(number, end, -1);
            return end;
        }
        if (nameTo == nameFrom) {
            nameFrom = from;
            nameTo = Chars.metricName(text, from, limit);
            target = declarations.target(string(nameFrom, nameTo));
        }
        return switch (target.fate()) {
            case REFUSE -> bad(from, "a histogram has no sample of its own name");
            case DROP -> {
                marks.add(number, end, -1);
                yield end;
            }
            case KEEP -> {
                if (target.suffix() == Suffix.BUCKET && Double.isNaN(Bounds.of(labels.value("le")))) {
                    yield bad(from, "a bucket without a bound");
                }
                int arrival = arrivals.add(target.family(), target.suffix(), labels, numbers.value());
                marks.add(number, end, arrival);
                yield end;
            }
        };
    }

    private int comment(int from) {
        int word = Chars.blanks(text, from + 1, limit);
        int wordTo = Chars.token(text, word, limit);
        boolean openMetrics = dialect == Page.Dialect.OPENMETRICS;
        if (word == from + 1) {
            return Chars.lineEnd(text, from, limit);
        }
        if (openMetrics && Chars.isWord(text, word, wordTo, "EOF") && Chars.isLineEnd(text, wordTo, limit)) {
            closed = true;
            return Chars.lineEnd(text, wordTo, limit);
        }
        boolean help = Chars.isWord(text, word, wordTo, "HELP");
        boolean type = Chars.isWord(text, word, wordTo, "TYPE");
        boolean unit = openMetrics && Chars.isWord(text, word, wordTo, "UNIT");
        int name = Chars.blanks(text, wordTo, limit);
        if (!help && !type && !unit || Chars.isLineEnd(text, name, limit)) {
            return Chars.lineEnd(text, name, limit);
        }
        int nameEnd = Chars.metricName(text, name, limit);
        int rest = Chars.blanks(text, nameEnd, limit);
        if (nameEnd == name || rest == nameEnd && !Chars.isLineEnd(text, rest, limit)) {
            return bad(nameEnd, "metric name expected");
        }
        int end = Chars.lineEnd(text, rest, limit);
        if (unit || Chars.isLineEnd(text, rest, limit)) {
            return end;
        }
        int restTo = text[end - 1] == '\r' ? end - 1 : end;
        forgetName();
        return help ? help(string(name, nameEnd), rest, restTo, end) : type(string(name, nameEnd), rest, restTo, end);
    }

    private int help(String name, int from, int to, int end) {
        if (to - from > HELP_BYTES || declarationsAreFull()) {
            faults.overLimit();
        } else {
            declarations.of(name).help(Escapes.help(text, from, to, dialect));
        }
        return end;
    }

    private int type(String name, int from, int to, int end) {
        int wordTo = Chars.token(text, from, to);
        boolean alone = Chars.blanks(text, wordTo, to) == to;
        if (!alone || wordTo - from > 32) {
            return bad(from, "unknown type");
        }
        var type = Declared.ofWord(string(from, wordTo), dialect);
        if (type.isEmpty()) {
            return bad(from, "unknown type");
        }
        if (declarationsAreFull()) {
            faults.overLimit();
        } else {
            declarations.of(name).type(type.get());
        }
        return end;
    }

    private boolean declarationsAreFull() {
        return declarations.size() >= Math.max(DECLARATIONS, limits.series());
    }

    private String string(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Counts the line as bad and gives the index of its end. */
    private int bad(int at, String what) {
        faults.bad(line, at - lineFrom + 1, what);
        return Chars.lineEnd(text, at, limit);
    }
}
