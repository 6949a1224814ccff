package brokertally.push;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** The push's place on an event loop. */
public final class PushVerticle extends VerticleBase {
    private final Pusher pusher;

    public PushVerticle(Pusher pusher) {
        this.pusher = pusher;
    }

    @Override
    public Future<?> start() {
        pusher.begin();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return pusher.end();
    }
}
