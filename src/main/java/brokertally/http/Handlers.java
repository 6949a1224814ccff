package brokertally.http;

import brokertally.model.Endpoint;
import brokertally.model.Measure;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that can be read, by path (DESIGN §4.1). */
final class Handlers {
    private static final String API = "/api/v5";

    private final Deps deps;
    private final Traffic traffic;
    private final Connections connections;

    Handlers(Deps deps, Traffic traffic, Connections connections) {
        this.deps = deps;
        this.traffic = traffic;
        this.connections = connections;
    }

    Map<String, Handler<RoutingContext>> byPath() {
        Map<String, Handler<RoutingContext>> handlers = new LinkedHashMap<>();
        for (Endpoint endpoint : Endpoint.values()) {
            handlers.put(
                    API + "/prometheus/" + endpoint.path(),
                    new ScrapeHandler(endpoint, deps.settings(), deps.scraper(), traffic));
        }
        handlers.put(API + "/prometheus/explain", new ExplainHandler(deps.settings(), deps.explainer()));
        handlers.put(API + "/prometheus/sd", new DiscoveryHandler(deps.members()));
        handlers.put(API + "/nodes", new NodesHandler(deps.members(), System::currentTimeMillis));
        handlers.put("/metrics", new OwnMetricsHandler(this::ownMeasures));
        HealthHandler healthy = HealthHandler.healthy();
        handlers.put("/-/healthy", healthy);
        handlers.put("/live", healthy);
        HealthHandler ready = HealthHandler.ready(deps.ready());
        handlers.put("/-/ready", ready);
        handlers.put("/ready", ready);
        handlers.put("/", new LandingHandler(deps.version(), deps.members()));
        Buffer css = Buffer.buffer(Resources.text("brokertally.css"));
        handlers.put("/brokertally.css", context -> Reply.send(context.request(), 200, Reply.CSS, css));
        return handlers;
    }

    private List<Measure> ownMeasures() {
        List<Measure> measures = new ArrayList<>(deps.measures().get());
        measures.add(Measure.gauge("brokertally_build_info", "1; the labels say what runs.", 1)
                .with("version", deps.version())
                .with("java_version", System.getProperty("java.version", "")));
        measures.addAll(traffic.measures());
        measures.addAll(connections.measures());
        measures.addAll(new ProcessMeasures(Path.of("/proc/self")).read());
        measures.addAll(JvmMeasures.read());
        return measures;
    }
}
