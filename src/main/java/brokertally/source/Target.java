package brokertally.source;

import brokertally.config.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One URL that is read again and again, how to ask for it, and the place for its body. */
final class Target {
    /** What is asked for; a broker that answers OpenMetrics all the same is understood by its Content-Type. */
    private static final String ACCEPT = "text/plain;version=0.0.4";

    private final RequestOptions request;
    private final PageBody body;
    private final AuthPause pause = new AuthPause();

    /**
     * A target.
     *
     * @param url http or https
     * @param authorization value of the header; {@link Secret#NONE} for none
     * @param limitBytes the longest body taken
     */
    Target(String url, Secret authorization, long limitBytes) {
        request = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url);
        request.putHeader(HttpHeaders.ACCEPT, ACCEPT);
        if (!authorization.isEmpty()) {
            request.putHeader(HttpHeaders.AUTHORIZATION, authorization.reveal());
        }
        body = new PageBody(limitBytes);
    }

    /** The header of HTTP Basic; none without a name (RFC 7617). */
    static Secret basic(String username, Secret password) {
        if (username.isEmpty()) {
            return Secret.NONE;
        }
        byte[] pair = (username + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        return new Secret("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    RequestOptions request() {
        return request;
    }

    PageBody body() {
        return body;
    }

    AuthPause pause() {
        return pause;
    }

    /** Host, port and path for a log line, without a query, which could hold a token. */
    String where() {
        String path = request.getURI();
        int query = path.indexOf('?');
        return request.getHost() + ":" + request.getPort() + (query < 0 ? path : path.substring(0, query));
    }
}
