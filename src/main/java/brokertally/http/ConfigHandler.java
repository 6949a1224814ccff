package brokertally.http;

import brokertally.cluster.LiveConfig;
import brokertally.config.Problem;
import brokertally.config.PrometheusBlock;
import brokertally.config.Settings;
import brokertally.config.SettingsException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The integration's configuration (emqx-contract §2.1): shows it, and changes it on the whole cluster. */
final class ConfigHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigHandler.class);
    private static final String PATH = "/api/v5/prometheus";

    private final LiveConfig config;

    ConfigHandler(LiveConfig config) {
        this.config = config;
    }

    List<Operation> operations() {
        return List.of(
                Operation.get(PATH, Access.VIEWER, this::show),
                new Operation(HttpMethod.PUT, PATH, Access.ADMINISTRATOR, this::change));
    }

    private void show(RoutingContext context) {
        answer(context.request(), config.prometheus());
    }

    private void change(RoutingContext context) {
        HttpServerRequest request = context.request();
        JsonBody.read(
                request, body -> config.replace(text(body), Caller.of(context).key())
                        .onSuccess(now -> answer(request, now))
                        .onFailure(error -> refuse(request, error)));
    }

    private static void answer(HttpServerRequest request, Settings.Prometheus block) {
        Reply.send(request, 200, Reply.JSON, Buffer.buffer(PrometheusBlock.toJson(block)));
    }

    private static String text(Buffer body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest("the body is not UTF-8");
        }
    }

    private static void refuse(HttpServerRequest request, Throwable error) {
        if (error instanceof SettingsException wrong) {
            Reply.badRequest(request, problems(wrong));
        } else if (error instanceof LiveConfig.FixedKeys) {
            Reply.error(request, 409, "CONFLICT", error.getMessage());
        } else if (error instanceof IOException) {
            LOG.warn("configuration not changed reason=\"{}\"", error.getMessage());
            Reply.error(request, 500, "INTERNAL_ERROR", "Update config failed: " + error.getMessage());
        } else {
            InternalErrors.reply(request, error);
        }
    }

    /** All at once, a line each. */
    static String problems(SettingsException wrong) {
        return wrong.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}
