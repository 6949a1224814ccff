package brokertally.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a URL has to be.
 *
 * @param schemes the allowed ones, in lower case
 * @param base whether something will be appended, so that no query may follow
 */
record Urls(List<String> schemes, boolean base) {
    /** Up to the last {@code @}: a password may hold any character. */
    private static final Pattern USER_INFO = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", Pattern.DOTALL);

    /** What is a URL once a scheme stands before it. */
    private static final Pattern WITHOUT_SCHEME = Pattern.compile("(\\*{6}@)?[A-Za-z0-9._-]+(:[0-9]+)?(/.*)?");

    static final Urls PAGE = new Urls(List.of("http", "https"), false);
    static final Urls BASE = new Urls(List.of("http", "https"), true);
    static final Urls MQTT = new Urls(List.of("mqtt", "mqtts"), true);

    /** A key that holds such a URL. */
    Kind<String> kind() {
        String words = "URL with " + String.join(", ", schemes);
        return masked(new Texts(base ? words + ", without query" : words, this::complaint));
    }

    /** A key whose listing shows no user and no password. */
    static Kind<String> masked(Texts texts) {
        return new Masked(texts);
    }

    /** A key whose URL is checked later, together with others. */
    static Kind<String> unchecked() {
        return masked(new Texts("URL, its scheme is checked against source.type", text -> Optional.empty()));
    }

    /** What is wrong with it and what to write; empty = nothing. */
    Optional<String> complaint(String url) {
        return start(url).or(() -> rest(url));
    }

    /** What is wrong with the scheme, or before it. */
    Optional<String> start(String url) {
        if (isMasked(url)) {
            return Optional.of("has the mask of a secret; write user and password themselves");
        }
        if (url.isBlank()) {
            return Optional.of("must not be empty; write " + example());
        }
        int colon = url.indexOf("://");
        if (colon < 0) {
            boolean rest = WITHOUT_SCHEME.matcher(mask(url)).matches();
            String write = rest ? schemes.get(0) + "://" + Given.printable(mask(url)) : example();
            return Optional.of(shown(url) + " has no scheme; write " + write);
        }
        return schemes.contains(url.substring(0, colon))
                ? Optional.empty()
                : Optional.of(shown(url) + " has another scheme than " + String.join(" or ", schemes) + "; write "
                        + example());
    }

    private Optional<String> rest(String url) {
        try {
            return parts(new URI(url)).map(what -> shown(url) + " " + what);
        } catch (URISyntaxException e) {
            return Optional.of(shown(url) + " is not a URL; write " + example());
        }
    }

    private String example() {
        return schemes.get(0) + "://host:port";
    }

    /** How a message names a URL. */
    static String shown(String url) {
        return "'" + Given.printable(mask(url)) + "'";
    }

    private Optional<String> parts(URI uri) {
        if (uri.getHost() == null) {
            return Optional.of("has no host name; write " + example());
        }
        if (uri.getPort() == 0 || uri.getPort() > 65535) {
            return Optional.of("has the port " + uri.getPort() + "; allowed: 1..65535");
        }
        if (base && (uri.getRawQuery() != null || uri.getRawFragment() != null)) {
            return Optional.of("has a query or fragment; remove it");
        }
        return Optional.empty();
    }

    /** The URL with {@link Secret#MASK} in place of user and password. */
    static String mask(String url) {
        return USER_INFO.matcher(url).replaceFirst("$1" + Secret.MASK + "@");
    }

    /** A listing shows user and password so; what was copied from one has lost them. */
    private static boolean isMasked(String url) {
        Matcher user = USER_INFO.matcher(url);
        return user.find() && user.group().contains(Secret.MASK);
    }

    private record Masked(Texts texts) implements Kind<String> {
        @Override
        public Optional<String> read(Given given, Problems problems) {
            return texts.read(given, problems);
        }

        @Override
        public String range() {
            return texts.range();
        }

        @Override
        public ConfigValue shown(ConfigValue value) {
            return new Given("", value)
                    .scalar()
                    .map(text -> ConfigValueFactory.fromAnyRef(mask(text)))
                    .orElse(value);
        }
    }
}
