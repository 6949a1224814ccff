package brokertally.text;

/** A text that cannot be read: where and what. Lines and columns count from 1. */
public final class ParseException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final int column;

    public ParseException(int line, int column, String what) {
        super("line " + line + ", column " + column + ": " + what);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
