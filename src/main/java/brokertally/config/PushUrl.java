package brokertally.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A sound push URL in parts. Read by a grammar of its own, narrower than RFC 3986: what two programs could read differently is
 * refused (threats T5).
 *
 * @param tls the scheme is https
 * @param host a name, four decimal numbers, or an IPv6 address without brackets
 * @param port 1..65535; the scheme's own when the URL has none
 * @param path without trailing slashes, percent-encoded as given; empty or begins with a slash
 * @param userInfo {@code user:password} with its percent-encoding resolved; empty when the URL has none
 */
public record PushUrl(boolean tls, String host, int port, String path, Secret userInfo) {
    private static final int LONGEST = 2048;

    public PushUrl {
        if (host.isEmpty() || port < 1 || port > 65535 || path.endsWith("/")) {
            throw new IllegalArgumentException("not the parts of a push URL: " + host + " " + port + " " + path);
        }
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException when it is unsound, with what is wrong and what to write instead; no secret is quoted
     */
    public static PushUrl of(String url) {
        return UrlReader.read(url);
    }

    /** Why nothing may be sent to an address; empty = it may. Nothing is looked up. */
    public static Optional<String> forbidden(InetAddress address) {
        return Destinations.forbidden(address);
    }

    /** A key that holds such a URL. */
    static Kind<String> kind() {
        return Urls.masked(
                new Texts("URL with http, https, without query", url -> complaint(Urls.BASE, url, PushUrl::notABase)));
    }

    /** A key that holds the URL of a proxy, or nothing. */
    static Kind<String> proxyKind() {
        Urls http = new Urls(List.of("http"), true);
        return Urls.masked(new Texts(
                "URL with http and port, without path, may be empty",
                url -> url.isEmpty() ? Optional.empty() : complaint(http, url, proxy -> proxy.notAProxy(url))));
    }

    private static Optional<String> complaint(Urls urls, String url, Function<PushUrl, Optional<String>> rule) {
        Optional<String> start = urls.start(url);
        if (start.isPresent()) {
            return start;
        }
        if (url.length() > LONGEST) {
            return Optional.of("has " + url.length() + " characters; at most " + LONGEST + " are allowed");
        }
        try {
            return rule.apply(of(url)).map(what -> Urls.shown(url) + " " + what);
        } catch (IllegalArgumentException e) {
            return Optional.of(Urls.shown(url) + " " + e.getMessage());
        }
    }

    private Optional<String> notABase() {
        if ((path + "/").contains("/metrics/job/")) {
            return Optional.of(
                    "has /metrics/job in its path, which is appended by itself; remove it and write job_name");
        }
        return path.endsWith("/metrics")
                ? Optional.of("ends with /metrics, but /metrics/job/ is appended by itself; remove it")
                : Optional.empty();
    }

    private Optional<String> notAProxy(String url) {
        if (!path.isEmpty()) {
            return Optional.of("has a path; remove it");
        }
        return url.matches(".*:[0-9]+/*")
                ? Optional.empty()
                : Optional.of("has no port; write for example http://proxy:3128");
    }
}
