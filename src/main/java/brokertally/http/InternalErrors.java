package brokertally.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for our own defects: the client gets an id, the log gets the cause with it. */
final class InternalErrors {
    private static final Logger LOG = LoggerFactory.getLogger(InternalErrors.class);

    private InternalErrors() {}

    /** Answers 500. The path is not logged, since it is the client's text; the cause says where it happened. */
    static void reply(HttpServerRequest request, Throwable cause) {
        String id = UUID.randomUUID().toString();
        LOG.error("request failed id={}", id, cause);
        Reply.error(request, 500, "INTERNAL_ERROR", "internal error; the log has it under id " + id);
    }
}
