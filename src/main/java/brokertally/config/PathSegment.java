package brokertally.config;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** One segment of the path of a URL (RFC 3986 §3.3). */
final class PathSegment {
    /** What {@code pchar} allows beside letters and digits. */
    private static final String PLAIN = "-._~:@!$&'()*+,;=";

    /** Allowed, but encoded: the path stands in command lines that people copy. */
    private static final char QUOTE = '\'';

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PathSegment() {}

    /** The UTF-8 of a text, each byte that is not allowed, and the single quote, as {@code %XX}. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c) && c != QUOTE) {
                out.append(c);
            } else {
                out.append('%').append(HEX.toHexDigits(b));
            }
        }
        return out.toString();
    }

    /** Whether a character may stand in a segment as it is. */
    static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0;
    }
}
