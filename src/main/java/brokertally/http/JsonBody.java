package brokertally.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** The body of one request: JSON, of bounded size and in bounded time, never decompressed (threats T10 and T11). */
final class JsonBody {
    static final int MAX_BYTES = 64 * 1024;
    /** From the moment the body is asked for; with the sweep of the connections, slow ones are gone within 10 s. */
    static final long MAX_MILLIS = 8_500;

    private final HttpServerRequest request;
    private final Consumer<Buffer> then;
    private final Vertx vertx = Vertx.currentContext().owner();
    private final Buffer body = Buffer.buffer();
    private final long timer;
    private boolean over;

    private JsonBody(HttpServerRequest request, Consumer<Buffer> then) {
        this.request = request;
        this.then = then;
        this.timer = vertx.setTimer(MAX_MILLIS, late -> refuse(408, "REQUEST_TIMEOUT", "the body came too slowly"));
        request.exceptionHandler(gone -> ends());
        request.endHandler(end -> complete());
        request.handler(this::part);
        request.resume();
    }

    /**
     * Reads the body of a {@code PUT} or {@code POST} and hands it on, once and complete; call it on the event loop. Whether
     * the bytes are JSON is for the taker to say, who may throw {@link BadRequest}. Answers 415, 413 and 408 itself.
     */
    static void read(HttpServerRequest request, Consumer<Buffer> then) {
        if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE)) || isEncoded(request)) {
            Reply.error(request, 415, "UNSUPPORTED_MEDIA_TYPE", "content-type:application/json Required");
        } else if (declaredLength(request) > MAX_BYTES) {
            Reply.error(request, 413, "PAYLOAD_TOO_LARGE", tooLarge());
        } else {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            new JsonBody(request, then);
        }
    }

    private void part(Buffer part) {
        if (over) {
            return;
        }
        body.appendBuffer(part);
        if (body.length() > MAX_BYTES) {
            refuse(413, "PAYLOAD_TOO_LARGE", tooLarge());
        }
    }

    private void complete() {
        if (over) {
            return;
        }
        ends();
        try {
            then.accept(body);
        } catch (RuntimeException e) {
            Routes.failed(request, e);
        }
    }

    private void refuse(int status, String code, String message) {
        ends();
        Reply.error(request, status, code, message);
    }

    private void ends() {
        over = true;
        vertx.cancelTimer(timer);
    }

    private static String tooLarge() {
        return "the body is over " + MAX_BYTES + " bytes";
    }

    private static boolean isJson(String contentType) {
        String type = Objects.requireNonNullElse(contentType, "").split(";", 2)[0];
        return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static boolean isEncoded(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.CONTENT_ENCODING).stream()
                .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
    }

    /** Content-Length, or 0 without one; the decoder lets no other text through than one number. */
    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }
}
