package brokertally;

import brokertally.auth.Minter;
import brokertally.auth.SecretHash;
import brokertally.catalog.Catalog;
import brokertally.cluster.ClusterLink;
import brokertally.cluster.ClusterVertx;
import brokertally.cluster.DataDirectory;
import brokertally.cluster.Members;
import brokertally.cluster.NodeVerticle;
import brokertally.cluster.SharedConfig;
import brokertally.config.Settings;
import brokertally.http.ApiKeys;
import brokertally.http.BootstrapKeys;
import brokertally.http.Deps;
import brokertally.http.FirstKey;
import brokertally.http.HttpVerticle;
import brokertally.ledger.Bookkeeper;
import brokertally.model.Measure;
import brokertally.push.Pages;
import brokertally.push.PushVerticle;
import brokertally.push.Pusher;
import brokertally.push.Standing;
import brokertally.scrape.Explainer;
import brokertally.scrape.Gatherer;
import brokertally.scrape.Scrape;
import brokertally.scrape.ScrapeRequest;
import brokertally.source.Collector;
import brokertally.wire.Message;
import brokertally.wire.WireLimits;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sidecar: wires the rooms, starts them in order, stops them in reverse. */
public final class Sidecar {
    private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);

    private final SharedConfig.Start configured;
    private final Settings settings;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final Deque<Supplier<Future<?>>> stops = new ArrayDeque<>();
    private Runnable reload = () -> {};
    private int port;

    private Sidecar(SharedConfig.Start configured) {
        this.configured = configured;
        this.settings = configured.loaded().settings();
    }

    /** Joins the cluster and serves; succeeds when the sidecar can answer. What had started is stopped when a step fails. */
    public static Future<Sidecar> start(SharedConfig.Start configured) {
        Sidecar sidecar = new Sidecar(configured);
        try {
            sidecar.holdDataDirectory();
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        return ClusterVertx.join(sidecar.settings.cluster())
                .compose(sidecar::wire)
                .recover(error -> Future.<Sidecar>future(
                        promise -> sidecar.stop().whenComplete((stopped, second) -> promise.fail(error))));
    }

    private void holdDataDirectory() throws IOException {
        if (settings.dataDir().isPresent()) {
            DataDirectory held = DataDirectory.hold(Path.of(settings.dataDir().get()));
            stops.push(() -> {
                try {
                    held.close();
                    return Future.succeededFuture();
                } catch (IOException e) {
                    return Future.failedFuture(e);
                }
            });
        }
    }

    /** The port that the HTTP server listens on. */
    public int port() {
        return port;
    }

    /** Reads the configuration again; at once, and says in the log what came of it. May be called by any thread. */
    public void reload() {
        reload.run();
    }

    private Future<Sidecar> wire(ClusterVertx cluster) {
        stops.push(cluster::close);
        Vertx vertx = cluster.vertx();
        Catalog catalog = LocalNode.catalog(settings);
        Collector collector = LocalNode.collector(vertx, settings, catalog, cluster.member());
        stops.push(collector::close);
        WireLimits limits = new WireLimits(settings.limits().seriesPerNode(), (int)
                Math.min(Integer.MAX_VALUE / 2, settings.limits().bodyBytes()));
        Message.Peer self = new Message.Peer(
                cluster.member(),
                settings.cluster().host() + ":" + settings.http().port(),
                Version.text());
        ClusterLink link = new ClusterLink(vertx, cluster, collector, linkOptions(self, limits, catalog));
        NodeVerticle.NodeOptions options = new NodeVerticle.NodeOptions(
                self,
                new NodeVerticle.Pace(
                        settings.sampling().interval().toMillis(),
                        settings.sampling().maxAge().toMillis()),
                settings.cluster().publishMaxBytes(),
                limits);
        SharedConfig config = new SharedConfig(vertx, link.shared(), configured, System::currentTimeMillis);
        config.whenReloaded(now -> Logging.set(now.log()));
        reload = () -> vertx.runOnContext(hangUp -> config.reload());
        Gatherer gatherer = new Gatherer(vertx, link, settings);
        Scrape scrape = new Scrape(vertx, gatherer, catalog, settings);
        Explainer explainer = new Explainer(vertx, gatherer, catalog, settings, System::currentTimeMillis);
        ApiKeys keys = apiKeys(vertx, link);
        FirstKey firstKey = new FirstKey(vertx, keys, settings.dataDir().map(Path::of), () -> isFirst(cluster));
        config.whileReloading(() -> keysRead(keys));
        Pusher pusher = pusher(vertx, scrape, new ClusterStanding(link, self), config);
        config.whenChanged(pusher::changed);
        link.attendance().pushState(pusher::state);
        pusher.whenMoved(link.attendance()::pushMoved);
        Measure plaintext = plaintext();
        Supplier<List<Measure>> measures = () -> {
            List<Measure> all = new ArrayList<>(collector.measures());
            all.add(plaintext);
            all.addAll(link.measures());
            all.addAll(scrape.measures());
            all.addAll(config.measures());
            all.addAll(pusher.measures());
            return all;
        };
        Deps deps = new Deps(
                settings,
                Version.text(),
                scrape,
                explainer::explain,
                config,
                keys,
                new Members(link, self)::list,
                measures,
                ready::get);
        HttpVerticle http = new HttpVerticle(deps);
        stops.push(pusher::farewell);
        return deploy(vertx, new NodeVerticle(link, options))
                .compose(v -> keysRead(keys))
                .compose(v -> deploy(vertx, http))
                .compose(v -> deploy(vertx, new PushVerticle(pusher)))
                .map(v -> {
                    firstKey.ensure();
                    port = http.actualPort();
                    ready.set(true);
                    LOG.info("serving http={}:{} member={}", settings.http().host(), port, cluster.member());
                    return this;
                });
    }

    private Pusher pusher(Vertx vertx, Scrape scrape, Standing standing, SharedConfig config) {
        ScrapeRequest.Policy policy = new ScrapeRequest.Policy(
                settings.aggregation().counters(), settings.gather().partial());
        Pages pages = new Pages(scrape, policy, settings.gather().timeout().toMillis());
        return new Pusher(
                vertx,
                new Pusher.Deps(
                        pages,
                        standing,
                        () -> config.prometheus().pushGateway(),
                        settings.cluster().name(),
                        Version.text()));
    }

    private ApiKeys apiKeys(Vertx vertx, ClusterLink link) {
        return new ApiKeys(
                vertx,
                link.shared(),
                settings.apiKey().bootstrapFile().map(Path::of),
                new Minter(SecretHash.ITERATIONS),
                InstantSource.system());
    }

    private static Future<Void> keysRead(ApiKeys keys) {
        return keys.reloadFile()
                .compose(problems -> problems.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new BootstrapKeys.Unusable(problems)));
    }

    /** Of the members present: one of them has to act for all. */
    private static boolean isFirst(ClusterVertx cluster) {
        return cluster.members().stream().allMatch(member -> cluster.member().compareTo(member) <= 0);
    }

    private ClusterLink.Options linkOptions(Message.Peer self, WireLimits limits, Catalog catalog) {
        Bookkeeper.Rules rules = new Bookkeeper.Rules(
                family -> catalog.isMonotone(family.name(), family.type()),
                settings.limits().seriesPerNode());
        return new ClusterLink.Options(
                self,
                settings.ledger().retireAfter(),
                settings.cluster().size(),
                limits,
                rules,
                settings.dataDir().map(Path::of));
    }

    private Measure plaintext() {
        boolean open = ClusterVertx.isPlaintext(settings.cluster());
        if (open) {
            LOG.warn(
                    "the cluster speaks plain text off loopback, anybody on its network can read and forge it:"
                            + " keep the ports to the sidecars host={} port={} bus_port={}",
                    settings.cluster().host(),
                    settings.cluster().port(),
                    settings.cluster().busPort());
        }
        return Measure.gauge(
                "brokertally_cluster_plaintext",
                "1 while the sidecars talk in plain text on an address that is not loopback.",
                open ? 1 : 0);
    }

    private Future<Void> deploy(Vertx vertx, Deployable verticle) {
        return vertx.deployVerticle(verticle)
                .onSuccess(id -> stops.push(() -> vertx.undeploy(id)))
                .mapEmpty();
    }

    /**
     * Stops everything in reverse; every failure is reported, none hides another. A completion stage rather than a Vert.x
     * future: the last step ends the event loop on which such a future would complete.
     */
    public CompletionStage<Void> stop() {
        ready.set(false);
        return stopNext(new ArrayList<>());
    }

    private CompletionStage<Void> stopNext(List<Throwable> failures) {
        Supplier<Future<?>> next = stops.poll();
        if (next != null) {
            return next.get()
                    .toCompletionStage()
                    .handle((done, error) -> {
                        if (error != null) {
                            failures.add(error);
                        }
                        return done;
                    })
                    .thenCompose(done -> stopNext(failures));
        }
        if (failures.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        return CompletableFuture.failedStage(first);
    }
}
