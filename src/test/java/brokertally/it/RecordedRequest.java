package brokertally.it;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * One request of HTTP/1.1 as it came.
 *
 * @param connection on which of its listener's connections, from 1
 * @param atNanos when all of it was there
 * @param head all bytes up to and with the empty line, as ISO 8859-1
 * @param body as many bytes as {@code content-length} says
 */
record RecordedRequest(int connection, long atNanos, String head, byte[] body) {
    /** RFC 3986: what a path may have, and nothing of a query. */
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(PUT|POST|DELETE) (/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*) HTTP/1\\.1");

    /** RFC 9110: a token, and printable ASCII. */
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\\t\\x20-\\x7e]*");

    private static final Set<String> ONCE =
            Set.of("host", "content-length", "content-type", "connection", "user-agent");

    String requestLine() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    String method() {
        return requestLine().split(" ", 2)[0];
    }

    /** The path as it stands in the request. */
    String target() {
        return requestLine().split(" ", 3)[1];
    }

    /** {@code name: value} in their order. */
    List<String> headerLines() {
        List<String> lines = Arrays.asList(head.substring(0, head.length() - 4).split("\r\n", -1));
        return lines.subList(1, lines.size());
    }

    /** Names in lower case, in their order. */
    List<String> headerNames() {
        return headerLines().stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT))
                .toList();
    }

    /** All values of a header, without the blank after the colon. */
    List<String> values(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headerLines().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).replaceFirst("^ ", ""))
                .toList();
    }

    /** The value of a header that stands at most once; "" when it does not. */
    String header(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " stands " + values.size() + " times in " + head);
        }
        return values.isEmpty() ? "" : values.get(0);
    }

    /** The body as text, unpacked when it is packed. */
    String text() {
        if (!header("content-encoding").equals("gzip")) {
            return new String(body, StandardCharsets.UTF_8);
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with it as one request of its own; empty when it is well-formed. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        String lines = head.substring(0, head.length() - 4).replace("\r\n", "");
        if (lines.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            complaints.add("CR, LF or NUL inside a line");
        }
        if (!REQUEST_LINE.matcher(requestLine()).matches()) {
            complaints.add("request line: " + requestLine());
        }
        headerLines().stream()
                .filter(line -> !HEADER.matcher(line).matches())
                .forEach(line -> complaints.add("header: " + line));
        List<String> names = headerNames();
        ONCE.stream()
                .filter(name -> names.stream().filter(name::equals).count() > 1)
                .forEach(name -> complaints.add("twice: " + name));
        if (!names.contains("host")) {
            complaints.add("no host");
        }
        if (names.contains("transfer-encoding")) {
            complaints.add("transfer-encoding");
        }
        return complaints;
    }

    @Override
    public String toString() {
        return "connection " + connection + ": " + head.strip() + " (body of " + body.length + " bytes)";
    }
}
