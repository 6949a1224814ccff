package brokertally.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * One thing that can be asked of this server.
 *
 * @param method {@code GET} stands for {@code HEAD} as well; a {@code PUT} or {@code POST} may bring a body ({@link JsonBody})
 * @param path where; a part that begins with a colon stands for any one part
 * @param access who may
 * @param handler called once the {@link Gate} has let the caller through ({@link Caller#of})
 */
record Operation(HttpMethod method, String path, Access access, Handler<RoutingContext> handler) {
    static Operation get(String path, Access access, Handler<RoutingContext> handler) {
        return new Operation(HttpMethod.GET, path, access, handler);
    }

    /** True when a request may bring a body. */
    boolean takesBody() {
        return method.equals(HttpMethod.PUT) || method.equals(HttpMethod.POST);
    }

    /** True when what it answers is for its caller alone, and no cache may keep it. */
    boolean isPrivate() {
        return !method.equals(HttpMethod.GET) || access == Access.VIEWER || access == Access.ADMINISTRATOR;
    }
}
