package brokertally.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** Paths to handlers, and the errors of all paths. */
final class Routes {
    private static final String READ_ONLY = "GET, HEAD";

    private Routes() {}

    /** The router for paths that are read with GET and HEAD. */
    static Router of(Vertx vertx, Map<String, Handler<RoutingContext>> readable) {
        Router router = Router.router(vertx);
        readable.forEach((path, handler) -> router.route(path).handler(readOnly(handler)));
        router.errorHandler(400, context -> Reply.badRequest(context.request(), "malformed path"));
        router.errorHandler(404, Routes::notFound);
        router.errorHandler(500, context -> InternalErrors.reply(context.request(), context.failure()));
        return router;
    }

    private static Handler<RoutingContext> readOnly(Handler<RoutingContext> handler) {
        return context -> {
            HttpMethod method = context.request().method();
            if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
                handler.handle(context);
            } else {
                context.response().putHeader(HttpHeaders.ALLOW, READ_ONLY);
                Reply.error(context.request(), 405, "METHOD_NOT_ALLOWED", "allowed here: " + READ_ONLY);
            }
        };
    }

    private static void notFound(RoutingContext context) {
        Reply.error(context.request(), 404, "NOT_FOUND", "nothing is at this path; / lists what there is");
    }
}
