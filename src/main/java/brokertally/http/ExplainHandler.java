package brokertally.http;

import brokertally.config.Settings;
import brokertally.model.Endpoint;
import brokertally.scrape.ExplainRequest;
import brokertally.scrape.Explanation;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code GET /api/v5/prometheus/explain?family=}: why the numbers of a family are what they are. */
final class ExplainHandler implements Handler<RoutingContext> {
    private static final int RETRY_SECONDS = 1;
    private static final String LIST = "/api/v5/prometheus/stats?mode=all_nodes_aggregated lists what there is";

    private final Settings settings;
    private final Function<ExplainRequest, Future<Explanation>> explainer;

    ExplainHandler(Settings settings, Function<ExplainRequest, Future<Explanation>> explainer) {
        this.settings = settings;
        this.explainer = explainer;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest http = context.request();
        ExplainRequest request;
        try {
            request = request(http);
        } catch (BadRequest e) {
            Reply.badRequest(http, e.getMessage());
            return;
        }
        Future.succeededFuture(request)
                .compose(explainer)
                .onSuccess(explanation -> reply(http, request, explanation))
                .onFailure(cause -> InternalErrors.reply(http, cause));
    }

    private ExplainRequest request(HttpServerRequest http) {
        Query query = Query.of(Objects.requireNonNullElse(http.query(), ""));
        String family = ScrapeParameters.single(query, "family")
                .orElseThrow(() -> new BadRequest("family: missing; the exact name of a metric family is needed, e.g."
                        + " ?family=emqx_messages_received; " + LIST));
        if (!ScrapeParameters.isMetricName(family)) {
            throw new BadRequest("family: " + BadRequest.quoted(family) + " is not a metric name");
        }
        Optional<Endpoint> endpoint = ScrapeParameters.single(query, "endpoint").map(ExplainHandler::endpoint);
        String labels = ScrapeParameters.single(query, "labels").orElse("");
        long millis = Deadline.millis(
                http.getHeader(Deadline.HEADER), settings.gather().timeout());
        return new ExplainRequest(family, endpoint, labels, millis);
    }

    private static Endpoint endpoint(String text) {
        return Endpoint.ofPath(text)
                .orElseThrow(() -> new BadRequest("endpoint: " + BadRequest.quoted(text) + " is not one of "
                        + paths(Arrays.asList(Endpoint.values()))));
    }

    private static void reply(HttpServerRequest http, ExplainRequest request, Explanation explanation) {
        if (explanation instanceof Explanation.Found found) {
            Reply.send(http, 200, Reply.JSON, ExplainJson.of(found).toBuffer());
        } else if (explanation instanceof Explanation.Unknown unknown) {
            Reply.error(http, 404, "NOT_FOUND", unknown(request, unknown));
        } else if (explanation instanceof Explanation.Starting) {
            String message = "this sidecar has just started and waits for the other nodes";
            Reply.unavailable(http, RETRY_SECONDS, "STARTING", message);
        } else {
            Reply.unavailable(http, RETRY_SECONDS, "BUSY", "too many explanations at once");
        }
    }

    private static String unknown(ExplainRequest request, Explanation.Unknown unknown) {
        String name = BadRequest.quoted(request.family());
        if (!unknown.endpoints().isEmpty()) {
            return "family: " + name + " is not on the endpoint "
                    + request.endpoint().map(Endpoint::path).orElse("") + " but on " + paths(unknown.endpoints())
                    + "; ask for that, or leave the parameter endpoint out";
        }
        String nobody = "family: no node shows " + name + " or has ever shown it; ";
        if (request.family().startsWith("brokertally_")) {
            return nobody + "families of this name are made by the sidecar for each answer";
        }
        return nobody
                + unknown.catalogued()
                        .map(endpoint -> "it would be on " + endpoint.path() + ", these brokers do not have it; ")
                        .orElse("the name of a family has no _bucket, _sum or _count behind it; ")
                + LIST;
    }

    private static String paths(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::path).collect(Collectors.joining(", "));
    }
}
