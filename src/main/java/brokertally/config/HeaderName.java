package brokertally.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of HTTP headers that a push may carry (RFC 9110 §5.1). */
final class HeaderName {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    /** What the client itself writes; a second one would let the body be read in two ways. */
    private static final Set<String> RESERVED =
            Set.of("content-length", "transfer-encoding", "connection", "host", "content-encoding", "content-type");

    /** They speak of the connection, or of how the body comes, to the next hop (RFC 9110 §7.6.1, §10.1.1). */
    private static final Set<String> HOP_BY_HOP =
            Set.of("keep-alive", "te", "trailer", "upgrade", "http2-settings", "expect");

    private HeaderName() {}

    static Optional<String> complaint(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(name).matches()) {
            return Optional.of("is not the name of an HTTP header; write letters, digits and -, at most 256");
        }
        if (RESERVED.contains(lower)) {
            return Optional.of("is a header that brokertally sets itself; remove it");
        }
        return HOP_BY_HOP.contains(lower) || lower.startsWith("proxy-")
                ? Optional.of("is a header of the connection, which is brokertally's own; remove it")
                : Optional.empty();
    }
}
