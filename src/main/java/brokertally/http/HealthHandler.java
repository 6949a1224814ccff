package brokertally.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/** One question of Kubernetes: 200 or 503, and nothing that depends on peers, broker or Pushgateway (traps.md 46). */
final class HealthHandler implements Handler<RoutingContext> {
    private final BooleanSupplier good;
    private final Buffer yes;
    private final Buffer no;

    private HealthHandler(BooleanSupplier good, String adjective) {
        this.good = good;
        this.yes = Buffer.buffer("brokertally is " + adjective + ".\n");
        this.no = Buffer.buffer("brokertally is not " + adjective + ".\n");
    }

    /** Alive: whoever can answer at all. */
    static HealthHandler healthy() {
        return new HealthHandler(() -> true, "healthy");
    }

    /** Ready to answer scrapes. */
    static HealthHandler ready(BooleanSupplier ready) {
        return new HealthHandler(ready, "ready");
    }

    @Override
    public void handle(RoutingContext context) {
        boolean now = good.getAsBoolean();
        Reply.send(context.request(), now ? 200 : 503, Reply.PLAIN, now ? yes : no);
    }
}
