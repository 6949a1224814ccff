package brokertally.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Decides who gets through to an operation. */
interface Gate {
    /** Lets everybody through. */
    Gate OPEN = (request, access, through) -> through.accept(Caller.ANONYMOUS);

    /**
     * Either calls {@code through} once, on the event loop of the request and perhaps later, or answers the request itself
     * with 400, 401, 403 or 429. Its body, if it has one, is not being read meanwhile.
     */
    void pass(HttpServerRequest request, Access access, Consumer<Caller> through);
}
