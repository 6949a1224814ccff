package brokertally.source;

import brokertally.catalog.Catalog;
import brokertally.config.Secret;
import brokertally.config.Settings;
import brokertally.config.Settings.SourceType;
import brokertally.model.Endpoint;
import brokertally.text.PageReader;
import brokertally.text.ParseLimits;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Makes the source that the settings name. */
public final class Sources {
    private Sources() {}

    /**
     * The source of {@code source.type}; nothing is connected yet. Throws {@link IllegalArgumentException} for a URL that
     * is none, and for {@code demo}, whose source is made by the demo itself.
     */
    public static Source create(Vertx vertx, Settings settings, Catalog catalog, Clock clock) {
        Timing timing = new Timing(clock, settings.source().timeout());
        return switch (settings.source().type()) {
            case EMQX -> emqx(new HttpPages(vertx, timing), settings, catalog);
            case MOSQUITTO -> mosquitto(vertx, settings, catalog, timing);
            case RABBITMQ, HIVEMQ, VERNEMQ, NANOMQ, PROMETHEUS ->
                prometheus(new HttpPages(vertx, timing), settings, catalog);
            case DEMO ->
                throw new IllegalArgumentException("source.type demo is only for the demo, which makes its own");
        };
    }

    private static Source emqx(HttpPages pages, Settings settings, Catalog catalog) {
        Settings.Source source = settings.source();
        EmqxAccess access = new EmqxAccess(
                source.url(),
                Target.basic(source.apiKey(), source.apiSecret()),
                settings.limits().bodyBytes(),
                settings.node().name().isPresent());
        return new EmqxSource(pages, access, ingest(settings, catalog, Reshaper.Placement.BY_PAGE));
    }

    private static Source mosquitto(Vertx vertx, Settings settings, Catalog catalog, Timing timing) {
        SysTopics topics = new SysTopics(BrokerMapping.of(SourceType.MOSQUITTO), catalog);
        return new MosquittoSource(vertx, settings.source(), topics, timing);
    }

    private static Source prometheus(HttpPages pages, Settings settings, Catalog catalog) {
        Settings.Source source = settings.source();
        Secret authorization = Target.basic(source.username(), source.password());
        Map<Endpoint, Target> targets = new EnumMap<>(Endpoint.class);
        source.endpoints().forEach((path, url) -> {
            Endpoint endpoint = Endpoint.ofPath(path)
                    .orElseThrow(() -> new IllegalArgumentException("source.endpoints has no endpoint " + path));
            targets.put(
                    endpoint, new Target(url, authorization, settings.limits().bodyBytes()));
        });
        if (targets.isEmpty()) {
            targets.put(
                    Endpoint.STATS,
                    new Target(source.url(), authorization, settings.limits().bodyBytes()));
        }
        Reshaper.Placement placement = targets.size() == 1 ? Reshaper.Placement.BY_CATALOG : Reshaper.Placement.BY_PAGE;
        String kind = source.type().name().toLowerCase(Locale.ROOT);
        return new PrometheusSource(kind, pages, targets, ingest(settings, catalog, placement));
    }

    private static Ingest ingest(Settings settings, Catalog catalog, Reshaper.Placement placement) {
        Settings.Limits limits = settings.limits();
        PageReader reader =
                new PageReader(new ParseLimits(limits.seriesPerNode(), limits.labelValueBytes(), limits.bodyBytes()));
        SourceType type = settings.source().type();
        Reshaper.Rules rules = new Reshaper.Rules(catalog, BrokerMapping.of(type), placement);
        return new Ingest(reader, rules, type, settings.node().name());
    }
}
