package brokertally.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** The one way out: every answer gets its length, and the headers that keep browsers from doing more than showing it. */
final class Reply {
    static final String JSON = "application/json";
    static final String PLAIN = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";
    static final String CSS = "text/css; charset=utf-8";

    private static final CharSequence CSP = HttpHeaders.createOptimized("content-security-policy");
    private static final CharSequence CSP_VALUE = HttpHeaders.createOptimized(
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    private static final CharSequence SNIFF = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence SNIFF_VALUE = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence FRAME = HttpHeaders.createOptimized("x-frame-options");
    private static final CharSequence FRAME_VALUE = HttpHeaders.createOptimized("DENY");
    private static final CharSequence REFERRER = HttpHeaders.createOptimized("referrer-policy");
    private static final CharSequence REFERRER_VALUE = HttpHeaders.createOptimized("no-referrer");

    private static final int PART_BYTES = 128 * 1024;

    private Reply() {}

    /** Answers with a body; on HEAD with its headers alone. Does nothing when the client has gone. */
    static void send(HttpServerRequest request, int status, String type, Buffer body) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .putHeader(CSP, CSP_VALUE)
                .putHeader(SNIFF, SNIFF_VALUE)
                .putHeader(FRAME, FRAME_VALUE)
                .putHeader(REFERRER, REFERRER_VALUE);
        if (HttpMethod.HEAD.equals(request.method())) {
            response.end();
        } else if (body.length() <= PART_BYTES) {
            response.end(body);
        } else {
            parts(response, body, 0);
        }
    }

    /**
     * Part after part, as the client takes them: the network layer copies what it is given, and a page of many megabytes is
     * not to be copied for everybody who asks and does not read. Ends when all is taken, so that {@link Connections} sees
     * who does not.
     */
    private static void parts(HttpServerResponse response, Buffer body, int from) {
        int at = from;
        while (at < body.length()) {
            int to = Math.min(body.length(), at + PART_BYTES);
            Future<Void> written = response.write(body.slice(at, to));
            if (!written.succeeded()) {
                written.onSuccess(done -> parts(response, body, to));
                return;
            }
            at = to;
        }
        if (!response.closed()) {
            response.end();
        }
    }

    /** Answers with an error in EMQX's form: {@code {"code":…,"message":…}}. */
    static void error(HttpServerRequest request, int status, String code, String message) {
        JsonObject body = new JsonObject().put("code", code).put("message", message);
        send(request, status, JSON, body.toBuffer());
    }

    /** Answers 204. */
    static void noContent(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!response.closed() && !response.ended()) {
            response.setStatusCode(204).end();
        }
    }

    /** Answers 400. */
    static void badRequest(HttpServerRequest request, String message) {
        error(request, 400, "BAD_REQUEST", message);
    }

    /** Answers 503 and says when to come back. */
    static void unavailable(HttpServerRequest request, int retrySeconds, String code, String message) {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retrySeconds));
        error(request, 503, code, message);
    }
}
