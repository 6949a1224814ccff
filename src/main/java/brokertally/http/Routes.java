package brokertally.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** From a path and a method to its operation, and the errors of all of them: 404, then 405, then 403, then the gate. */
final class Routes {
    private Routes() {}

    /** The router; everybody has to pass the gate. */
    static Router of(Vertx vertx, Paths paths, Gate gate) {
        Router router = Router.router(vertx);
        paths.items().forEach(item -> router.route(item.path()).handler(context -> route(context, item, gate)));
        router.errorHandler(400, context -> Reply.badRequest(context.request(), "malformed path"));
        router.errorHandler(404, context -> notFound(context.request()));
        router.errorHandler(500, context -> failed(context.request(), context.failure()));
        return router;
    }

    /** Answers for an operation that threw. */
    static void failed(HttpServerRequest request, Throwable cause) {
        if (cause instanceof BadRequest) {
            Reply.badRequest(request, cause.getMessage());
        } else if (cause instanceof Refusal refusal) {
            Reply.error(request, refusal.status(), refusal.code(), refusal.getMessage());
        } else {
            InternalErrors.reply(request, cause);
        }
    }

    private static void route(RoutingContext context, PathItem item, Gate gate) {
        HttpServerRequest request = context.request();
        item.operation(request.method()).ifPresentOrElse(operation -> operate(context, operation, gate), () -> {
            if (item.isPrivate()) {
                keepNowhere(request);
            }
            request.response().putHeader(HttpHeaders.ALLOW, item.allow());
            Reply.error(request, 405, "METHOD_NOT_ALLOWED", "allowed here: " + item.allow());
        });
    }

    private static void operate(RoutingContext context, Operation operation, Gate gate) {
        HttpServerRequest request = context.request();
        boolean changing = !operation.method().equals(HttpMethod.GET);
        if (operation.isPrivate()) {
            keepNowhere(request);
        }
        if (changing && CrossSite.is(request)) {
            Reply.error(request, 403, "FORBIDDEN", "a page of another site may not change anything here");
            return;
        }
        gate.pass(request, operation.access(), caller -> {
            caller.attachTo(context);
            try {
                operation.handler().handle(context);
            } catch (RuntimeException e) {
                failed(request, e);
            }
        });
    }

    private static void keepNowhere(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** Answers for a path where nothing is. */
    static void notFound(HttpServerRequest request) {
        Reply.error(request, 404, "NOT_FOUND", "nothing is at this path; / lists what there is");
    }
}
