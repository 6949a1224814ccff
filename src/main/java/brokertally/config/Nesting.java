package brokertally.config;

/**
 * How deep a HOCON text nests, found without descending: the parser descends once per level, so that a text of some kilobytes
 * could use up the stack of the thread.
 */
final class Nesting {
    /** Deeper than any configuration. */
    static final int MOST = 64;

    private final String text;
    private int at;

    private Nesting(String text) {
        this.text = text;
    }

    /** Whether the text has more levels than {@value #MOST}: of brackets, or of one dotted key. */
    static boolean isTooDeep(String text) {
        return new Nesting(text).tooDeep();
    }

    private boolean tooDeep() {
        int depth = 0;
        int dots = 0;
        for (at = 0; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '"' -> skipQuoted();
                case '#' -> skipLine();
                case '/' -> {
                    if (text.startsWith("//", at)) {
                        skipLine();
                    }
                }
                case '.' -> dots++;
                case '{', '[' -> {
                    depth++;
                    dots = 0;
                }
                case '}', ']' -> {
                    depth--;
                    dots = 0;
                }
                case '=', ':', ',', '\n' -> dots = 0;
                default -> {}
            }
            if (depth > MOST || dots > MOST) {
                return true;
            }
        }
        return false;
    }

    /** To the character before the end of the line. */
    private void skipLine() {
        int end = text.indexOf('\n', at);
        at = (end < 0 ? text.length() : end) - 1;
    }

    /** To the closing quote; the parser refuses a quote that is not closed, or not on its line. */
    private void skipQuoted() {
        if (text.startsWith("\"\"\"", at)) {
            int end = text.indexOf("\"\"\"", at + 3);
            at = end < 0 ? text.length() : end + 2;
            while (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
            }
            return;
        }
        for (at++; at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
    }
}
