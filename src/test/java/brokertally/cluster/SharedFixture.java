package brokertally.cluster;

import brokertally.scrape.InProcessNode;
import brokertally.wire.Message;
import brokertally.wire.MessageCodec;
import brokertally.wire.WireException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Shared entries of several sidecars on one event loop, whose lines the test cuts; what they say passes as bytes. */
public final class SharedFixture implements AutoCloseable {
    private static final MessageCodec CODEC = new MessageCodec(InProcessNode.LIMITS);

    public final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final Map<String, SharedStore> stores = new TreeMap<>();
    private final Set<String> cut = new HashSet<>();
    private final Set<String> frozen = new HashSet<>();
    private final Set<String> mute = new HashSet<>();

    /** A sidecar that has read its disk. */
    SharedStore add(String member, Optional<Path> directory) throws Exception {
        SharedStore store = new SharedStore(
                vertx,
                member,
                directory,
                new SharedExchange.Others(
                        member, () -> heard(member), (to, question, ms) -> carry(member, to, question)));
        later(store::load);
        on(() -> {
            stores.put(member, store);
            store.exchange().begin(heard(member));
            return store;
        });
        return store;
    }

    /** The shared entries of a sidecar that is alone. */
    public Shared alone(Optional<Path> directory) throws Exception {
        return add("alone", directory);
    }

    private List<String> heard(String member) {
        return stores.keySet().stream()
                .filter(other -> !other.equals(member) && !cut.contains(member) && !cut.contains(other))
                .toList();
    }

    /** Nobody hears this one any more, nor is heard by it. */
    void cut(String member) throws Exception {
        on(() -> cut.add(member));
    }

    /** This one is there, but answers nobody. */
    void freeze(String member) throws Exception {
        on(() -> frozen.add(member));
    }

    /** This one is there, but whoever asks it fails. */
    void mute(String member) throws Exception {
        on(() -> mute.add(member));
    }

    void unmute(String member) throws Exception {
        on(() -> mute.remove(member));
    }

    void heal() throws Exception {
        on(() -> {
            cut.clear();
            return cut;
        });
    }

    /** Every sidecar asks every other, as it does every five seconds. */
    void tick() throws Exception {
        List<Future<Void>> all = new ArrayList<>();
        on(() -> {
            stores.forEach((member, store) ->
                    heard(member).forEach(other -> all.add(store.exchange().with(other))));
            return all;
        });
        await(Future.join(all).otherwiseEmpty());
    }

    private Future<Message> carry(String from, String to, Message question) {
        if (!heard(from).contains(to)) {
            return Future.failedFuture("nobody there");
        }
        if (mute.contains(to)) {
            return Future.failedFuture("no answer");
        }
        if (frozen.contains(to)) {
            return Promise.<Message>promise().future();
        }
        return stores.get(to).exchange().answer(passed(question)).orElseThrow().map(SharedFixture::passed);
    }

    private static Message passed(Message message) {
        try {
            return CODEC.read(CODEC.write(message));
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs on the event loop. */
    public <T> T on(Callable<T> action) throws Exception {
        return later(() -> Future.succeededFuture(action.call()));
    }

    /** Runs on the event loop what completes later. */
    public <T> T later(Callable<Future<T>> action) throws Exception {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(v -> {
            try {
                action.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return await(promise.future());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(vertx.close());
    }
}
