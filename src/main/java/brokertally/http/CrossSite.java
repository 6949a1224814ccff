package brokertally.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * Whether a browser sent a request for a page of somebody else (threat T20). There are no cookies, but a browser also
 * remembers the key that was typed into its own dialog. Whoever is no browser sends neither header.
 */
final class CrossSite {
    private CrossSite() {}

    static boolean is(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !isOf(origin, request.getHeader(HttpHeaders.HOST));
    }

    /** Scheme aside: behind a proxy that ends TLS it is another one than here. */
    private static boolean isOf(String origin, String host) {
        int authority = origin.indexOf("://");
        return host != null
                && authority > 0
                && origin.substring(authority + 3).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    }
}
