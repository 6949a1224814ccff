package brokertally.http;

import brokertally.model.Endpoint;
import brokertally.model.Measure;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Everything that can be asked (DESIGN §4.1). */
final class Handlers {
    private static final String API = "/api/v5";

    private final Deps deps;
    private final Traffic traffic;
    private final Supplier<List<Measure>> door;

    /** The door: what it counts itself. */
    Handlers(Deps deps, Traffic traffic, Supplier<List<Measure>> door) {
        this.deps = deps;
        this.traffic = traffic;
        this.door = door;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>(prometheus());
        operations.addAll(new ConfigHandler(deps.config()).operations());
        operations.add(new ReloadHandler(deps.config()).operation());
        operations.addAll(new KeysHandler(deps.keys()).operations());
        operations.addAll(own());
        operations.addAll(health());
        return operations;
    }

    private List<Operation> prometheus() {
        List<Operation> operations = new ArrayList<>();
        for (Endpoint endpoint : Endpoint.values()) {
            operations.add(Operation.get(
                    API + "/prometheus/" + endpoint.path(),
                    Access.SCRAPE,
                    new ScrapeHandler(endpoint, deps.settings(), deps.scraper(), traffic)));
        }
        operations.add(Operation.get(
                API + "/prometheus/explain", Access.VIEWER, new ExplainHandler(deps.settings(), deps.explainer())));
        operations.add(Operation.get(
                API + "/prometheus/sd",
                Access.SCRAPE,
                new DiscoveryHandler(deps.members(), deps.settings().http())));
        return operations;
    }

    private List<Operation> own() {
        Buffer css = Buffer.buffer(Resources.text("brokertally.css"));
        return List.of(
                Operation.get(
                        API + "/nodes", Access.SCRAPE, new NodesHandler(deps.members(), System::currentTimeMillis)),
                Operation.get("/metrics", Access.SCRAPE, new OwnMetricsHandler(this::ownMeasures)),
                Operation.get("/api-docs", Access.OPEN, new ApiDocs(deps.version())),
                Operation.get("/", Access.SCRAPE, new LandingHandler(deps.version(), deps.members())),
                Operation.get(
                        "/brokertally.css",
                        Access.OPEN,
                        context -> Reply.send(context.request(), 200, Reply.CSS, css)));
    }

    private List<Operation> health() {
        HealthHandler healthy = HealthHandler.healthy();
        HealthHandler ready = HealthHandler.ready(deps.ready());
        return List.of(
                Operation.get("/-/healthy", Access.OPEN, healthy),
                Operation.get("/live", Access.OPEN, healthy),
                Operation.get("/-/ready", Access.OPEN, ready),
                Operation.get("/ready", Access.OPEN, ready));
    }

    private List<Measure> ownMeasures() {
        List<Measure> measures = new ArrayList<>(deps.measures().get());
        measures.add(Measure.gauge("brokertally_build_info", "1; the labels say what runs.", 1)
                .with("version", deps.version())
                .with("java_version", System.getProperty("java.version", "")));
        measures.addAll(door.get());
        measures.addAll(new ProcessMeasures(Path.of("/proc/self")).read());
        measures.addAll(JvmMeasures.read());
        return measures;
    }
}
