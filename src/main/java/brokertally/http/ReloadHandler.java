package brokertally.http;

import brokertally.cluster.LiveConfig;
import brokertally.config.SettingsException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.TreeSet;

/** Reads the configuration again, where {@code http.lifecycle} allows it (threat T29). Takes no body. */
final class ReloadHandler {
    private final LiveConfig config;

    ReloadHandler(LiveConfig config) {
        this.config = config;
    }

    Operation operation() {
        return new Operation(HttpMethod.POST, "/-/reload", Access.ADMINISTRATOR, this::reload);
    }

    private void reload(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!config.mayReload()) {
            Reply.error(
                    request,
                    403,
                    "FORBIDDEN",
                    "http.lifecycle is false; send SIGHUP, or set it to true and send SIGHUP once");
            return;
        }
        config.reload()
                .onSuccess(came -> Reply.send(
                        request,
                        200,
                        Reply.JSON,
                        new JsonObject()
                                .put("changed", sorted(came.changed()))
                                .put("need_restart", sorted(came.needRestart()))
                                .toBuffer()))
                .onFailure(error -> {
                    if (error instanceof SettingsException wrong) {
                        Reply.error(request, 500, "INTERNAL_ERROR", ConfigHandler.problems(wrong));
                    } else if (error instanceof BootstrapKeys.Unusable unusable) {
                        Reply.error(request, 500, "INTERNAL_ERROR", unusable.getMessage());
                    } else {
                        InternalErrors.reply(request, error);
                    }
                });
    }

    private static JsonArray sorted(Set<String> keys) {
        JsonArray array = new JsonArray();
        new TreeSet<>(keys).forEach(array::add);
        return array;
    }
}
