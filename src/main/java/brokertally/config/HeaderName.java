package brokertally.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of HTTP headers that a push may carry (RFC 9110 §5.1). */
final class HeaderName {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** What the client itself writes; a second one would let the body be read in two ways. */
    private static final List<String> RESERVED =
            List.of("content-length", "transfer-encoding", "connection", "host", "content-encoding", "content-type");

    private HeaderName() {}

    static Optional<String> complaint(String name) {
        if (!TOKEN.matcher(name).matches()) {
            return Optional.of("is not the name of an HTTP header");
        }
        return RESERVED.contains(name.toLowerCase(Locale.ROOT))
                ? Optional.of("is a header that brokertally sets itself; remove it")
                : Optional.empty();
    }
}
