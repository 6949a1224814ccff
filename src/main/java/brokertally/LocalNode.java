package brokertally;

import brokertally.catalog.Catalog;
import brokertally.catalog.OperatorRule;
import brokertally.config.Settings;
import brokertally.demo.DemoSource;
import brokertally.source.BrokerMapping;
import brokertally.source.Clock;
import brokertally.source.Collector;
import brokertally.source.Identity;
import brokertally.source.Source;
import brokertally.source.Sources;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The way from the settings to the local broker; the same for the sidecar and for the command {@code scrape}. */
final class LocalNode {
    private LocalNode() {}

    /** The catalog under the operator's rules, and behind them what this kind of broker means by EMQX's names. */
    static Catalog catalog(Settings settings) {
        List<OperatorRule> rules = new ArrayList<>(settings.aggregation().rules());
        rules.addAll(BrokerMapping.rules(settings.source().type()));
        return Catalog.load()
                .withRules(rules)
                .withTypes(BrokerMapping.types(settings.source().type()));
    }

    static Collector collector(Vertx vertx, Settings settings, Catalog catalog, String member) {
        Source source = settings.source().type() == Settings.SourceType.DEMO
                ? DemoSource.create(vertx, settings)
                : Sources.create(vertx, settings, catalog, Clock.system());
        Identity identity = new Identity(member, settings.node().name(), fallbackName(settings));
        return new Collector(source, identity, System::currentTimeMillis, System::nanoTime);
    }

    /** For a broker that does not say its name: what it is, at the host's name (in Kubernetes: the pod's). */
    private static String fallbackName(Settings settings) {
        String kind = settings.source().type().name().toLowerCase(Locale.ROOT);
        return kind + "@" + hostName();
    }

    private static String hostName() {
        String given = System.getenv("HOSTNAME");
        if (given != null && !given.isEmpty()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
