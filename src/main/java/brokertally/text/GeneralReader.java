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
    /** Longest metric name, in bytes: as long as the wire takes, so that one name does not cost the whole node its place. */
    static final int NAME_BYTES = 1024;

    private final byte[] text;
    private final int limit;
    private final Page.Dialect dialect;
    private final Declarations declarations;
    private final Arrivals arrivals;
    private final Faults faults;
    private final CommentLines comments;
    private final LabelBlock labels;
    private final NumberReader numbers = new NumberReader();
    private final LineTail tail;
    private final Marks marks = new Marks();

    private int line;
    private int lineFrom;
    private boolean closed;
    private Target target = Target.DROP;
    private int nameFrom;
    private int nameTo;
    private boolean resolved; // the target is that of the name

    /** What the pages of one set share. */
    record Context(Arrivals arrivals, Faults faults, ParseLimits limits) {}

    GeneralReader(Page page, Declarations declarations, Context context) {
        this.text = page.body();
        this.limit = page.length();
        this.dialect = page.dialect();
        this.declarations = declarations;
        this.arrivals = context.arrivals();
        this.faults = context.faults();
        this.comments = new CommentLines(page, declarations, context);
        this.labels = new LabelBlock(context.limits().labelValueBytes());
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

    private int comment(int from) {
        resolved = false; // the line may change where samples go
        int end = comments.read(from);
        closed = comments.isClosed();
        return end < 0 ? bad(~end, comments.problem()) : end;
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
        nameFrom = from;
        nameTo = Chars.metricName(text, from, limit);
        resolved = false;
        return nameTo;
    }

    private int keep(int from, int number, int end) {
        if (nameTo - nameFrom > NAME_BYTES || labels.isTooLong() || arrivals.isFull()) {
            faults.overLimit();
            marks.add(number, end, -1);
            return end;
        }
        if (!resolved) {
            resolved = true;
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

    private String string(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Counts the line as bad and gives the index of its end. */
    private int bad(int at, String what) {
        faults.bad(line, at - lineFrom + 1, what);
        return Chars.lineEnd(text, at, limit);
    }
}
