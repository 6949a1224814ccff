package brokertally.http;

import brokertally.cluster.LiveConfig;
import brokertally.cluster.MemberView;
import brokertally.config.Settings;
import brokertally.model.Measure;
import brokertally.scrape.ExplainRequest;
import brokertally.scrape.Explanation;
import brokertally.scrape.Scraper;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the HTTP server shows, given by the sidecar.
 *
 * @param settings the configuration that the sidecar was started with
 * @param version version of the sidecar
 * @param scraper answers the scrape endpoints
 * @param explainer answers why a number is what it is
 * @param config the configuration that can be changed
 * @param keys the API keys
 * @param members all members known, by node name, this sidecar among them
 * @param measures the sidecar's own metrics of all rooms
 * @param ready true once this sidecar can answer (never depends on peers, broker or Pushgateway)
 */
public record Deps(
        Settings settings,
        String version,
        Scraper scraper,
        Function<ExplainRequest, Future<Explanation>> explainer,
        LiveConfig config,
        ApiKeys keys,
        Supplier<List<MemberView>> members,
        Supplier<List<Measure>> measures,
        BooleanSupplier ready) {}
