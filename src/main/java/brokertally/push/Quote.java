package brokertally.push;

/**
 * What the log may have of the words of a Pushgateway, or of whatever has answered in its place. One that repeats what was sent to it
 * can do so in any form (decoded, escaped, cut, a letter a line), in its answer as in what it makes an exception say: so there are none
 * of its words where credentials are sent.
 */
final class Quote {
    private static final int LONGEST = 300;

    private final boolean open;

    private Quote(boolean open) {
        this.open = open;
    }

    /** For what comes back from there. */
    static Quote from(Target target) {
        return new Quote(!target.sendsCredentials());
    }

    /** Its words, behind others; empty when they may not be had. */
    String of(String before, String words) {
        return open && !words.isBlank() ? before + words : "";
    }

    /** What an exception says, which may be its words. */
    String of(Throwable error) {
        return open ? Failures.detail(error) : Failures.plainly(error);
    }

    /** Why there are none of its words. */
    String note() {
        return open ? "" : ", its words are not logged, because credentials are sent to it";
    }

    /** One printable line of bounded length. */
    static String line(String text) {
        String line = text.replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+", " ").strip();
        if (line.codePointCount(0, line.length()) <= LONGEST) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
