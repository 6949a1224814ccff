package brokertally.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The query of a request, in its order and decoded strictly: an escape that is none, or bytes that are no UTF-8, are the
 * client's error and never a guess.
 */
record Query(List<Parameter> parameters) {
    /** Longest query, in bytes as sent (DESIGN §4.1). */
    static final int MAX_BYTES = 64 * 1024;

    /** One {@code name=value}; a parameter without {@code =} has the value "". */
    record Parameter(String name, String value) {}

    /** Decodes what stands behind the question mark; throws {@link BadRequest}. */
    static Query of(String raw) {
        if (raw.length() > MAX_BYTES) {
            throw new BadRequest("query: " + raw.length() + " bytes are over the limit of " + MAX_BYTES);
        }
        List<Parameter> parameters = new ArrayList<>();
        int at = 0;
        while (at < raw.length()) {
            int end = endOfPair(raw, at);
            if (end > at) {
                parameters.add(pair(raw.substring(at, end)));
            }
            at = end + 1;
        }
        return new Query(parameters);
    }

    /** All values of a parameter, in the order of the query. */
    List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                values.add(parameter.value());
            }
        }
        return values;
    }

    private static int endOfPair(String raw, int from) {
        int end = raw.indexOf('&', from);
        return end < 0 ? raw.length() : end;
    }

    private static Parameter pair(String raw) {
        int equals = raw.indexOf('=');
        return equals < 0
                ? new Parameter(decoded(raw), "")
                : new Parameter(decoded(raw.substring(0, equals)), decoded(raw.substring(equals + 1)));
    }

    private static String decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 0x7f || c < ' ') {
                throw new BadRequest("query: a character that must be percent-encoded");
            } else if (c == '%') {
                bytes.write(octet(raw, i));
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest("query: " + BadRequest.quoted(raw) + " is not UTF-8");
        }
    }

    private static int octet(String raw, int percent) {
        int high = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            String shown = raw.substring(percent, Math.min(percent + 3, raw.length()));
            throw new BadRequest("query: " + BadRequest.quoted(shown) + " is not a percent escape");
        }
        return high << 4 | low;
    }
}
