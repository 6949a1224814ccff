package brokertally.http;

import io.vertx.ext.web.RoutingContext;

/**
 * Who asks.
 *
 * @param key name of the API key; "" for somebody who was not asked for one
 */
record Caller(String key) {
    static final Caller ANONYMOUS = new Caller("");

    /** The caller of a request that has passed the gate. */
    static Caller of(RoutingContext context) {
        Caller caller = context.get(Caller.class.getName());
        return caller == null ? ANONYMOUS : caller;
    }

    void attachTo(RoutingContext context) {
        context.put(Caller.class.getName(), this);
    }
}
