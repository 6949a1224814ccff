package brokertally.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What a request says in its header {@code Authorization} (RFC 9110 §11.6.2). */
public sealed interface Presented {
    /** Longest value that is looked at, in characters. */
    int MAX_LENGTH = 8 * 1024;

    /** Nothing, or a scheme that is not known here. */
    record Nothing() implements Presented {}

    /** A bearer token. There are none here; it is told from others to answer as EMQX does. */
    record Bearer() implements Presented {}

    /**
     * Not a header that HTTP knows.
     *
     * @param why for the client; nothing of the value
     */
    record Malformed(String why) implements Presented {}

    /** {@code Basic}, but no key and secret can be read from it. */
    record Unreadable() implements Presented {}

    /** {@code Basic} with a key and a secret (RFC 7617). */
    record Basic(BasicCredentials credentials) implements Presented {}

    /** Reads the values of all {@code Authorization} headers of one request. */
    static Presented of(List<String> values) {
        if (values.isEmpty()) {
            return new Nothing();
        }
        if (values.size() > 1) {
            return new Malformed("more than one Authorization header");
        }
        String value = values.get(0).strip();
        if (value.length() > MAX_LENGTH) {
            return new Malformed("the Authorization header is longer than " + MAX_LENGTH + " characters");
        }
        int space = value.indexOf(' ');
        if (space < 0) {
            return new Malformed("the Authorization header is not a scheme, a space and credentials");
        }
        return switch (value.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "basic" -> basic(value.substring(space + 1).strip());
            case "bearer" -> new Bearer();
            default -> new Nothing();
        };
    }

    private static Presented basic(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Unreadable()
                    : new Basic(new BasicCredentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return new Unreadable(); // the cause would repeat a part of the value
        }
    }
}
