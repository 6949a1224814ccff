package brokertally.http;

import brokertally.auth.ApiKey;
import brokertally.auth.Keyring;
import brokertally.auth.Minter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v5/api_key}: keys are made, listed, changed and deleted, in the manner of EMQX's endpoint of this name. */
final class KeysHandler {
    private static final Logger LOG = LoggerFactory.getLogger(KeysHandler.class);
    private static final String ALL = "/api/v5/api_key";
    private static final String ONE = ALL + "/:name";

    private final ApiKeys keys;

    KeysHandler(ApiKeys keys) {
        this.keys = keys;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get(ALL, Access.ADMINISTRATOR, this::list),
                new Operation(HttpMethod.POST, ALL, Access.ADMINISTRATOR, this::create),
                Operation.get(ONE, Access.ADMINISTRATOR, this::show),
                new Operation(HttpMethod.PUT, ONE, Access.ADMINISTRATOR, this::change),
                new Operation(HttpMethod.DELETE, ONE, Access.ADMINISTRATOR, this::delete));
    }

    private void list(RoutingContext context) {
        JsonArray all = new JsonArray();
        Instant now = keys.clock().instant();
        keys.keyring().all().forEach(entry -> all.add(KeyJson.of(entry, now)));
        Reply.send(context.request(), 200, Reply.JSON, all.toBuffer());
    }

    private void show(RoutingContext context) {
        Keyring.Entry entry = keys.keyring()
                .byName(context.pathParam("name"))
                .orElseThrow(() -> new Refusal(404, "NOT_FOUND", "Name NOT FOUND"));
        Reply.send(
                context.request(),
                200,
                Reply.JSON,
                KeyJson.of(entry, keys.clock().instant()).toBuffer());
    }

    private void create(RoutingContext context) {
        String by = Caller.of(context).key();
        JsonBody.read(context.request(), body -> {
            Minter.Wish wish = KeyJson.wish(body, keys.clock().instant());
            answer(context.request(), keys.create(wish), minted -> {
                ApiKey key = minted.key();
                LOG.info(
                        "api key made name={} role={} by={}",
                        key.name(),
                        key.role().text(),
                        by);
                Reply.send(
                        context.request(),
                        200,
                        Reply.JSON,
                        KeyJson.of(minted, keys.clock().instant()).toBuffer());
            });
        });
    }

    private void change(RoutingContext context) {
        String name = context.pathParam("name");
        String by = Caller.of(context).key();
        JsonBody.read(context.request(), body -> {
            UnaryOperator<ApiKey> change = KeyJson.change(body);
            answer(context.request(), keys.change(name, change), key -> {
                LOG.info(
                        "api key changed name={} role={} enabled={} by={}",
                        key.name(),
                        key.role().text(),
                        key.enabled(),
                        by);
                Keyring.Entry entry = new Keyring.Entry(key, Keyring.Source.API);
                Reply.send(
                        context.request(),
                        200,
                        Reply.JSON,
                        KeyJson.of(entry, keys.clock().instant()).toBuffer());
            });
        });
    }

    private void delete(RoutingContext context) {
        String name = context.pathParam("name");
        String by = Caller.of(context).key();
        answer(context.request(), keys.delete(name), gone -> {
            LOG.info("api key deleted name={} by={}", name, by);
            Reply.noContent(context.request());
        });
    }

    /** The storage says why it refuses (a full disk, say); then nothing has changed. */
    private static <T> void answer(HttpServerRequest request, Future<T> change, Consumer<T> then) {
        change.onSuccess(then::accept).onFailure(error -> {
            if (error instanceof java.io.IOException) {
                LOG.error("api keys not stored reason={}", error.getMessage());
                Reply.error(request, 500, "NOT_STORED", "nothing was changed: " + error.getMessage());
            } else {
                Routes.failed(request, error);
            }
        });
    }
}
