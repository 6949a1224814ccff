package brokertally.scrape;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.config.Settings;
import brokertally.config.Settings.Counters;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Labels;
import brokertally.model.MetricType;
import brokertally.model.SeriesTable;
import brokertally.model.Suffix;
import brokertally.model.Values;
import brokertally.scrape.Explanation.About;
import brokertally.scrape.Explanation.Found;
import brokertally.scrape.Explanation.Node;
import brokertally.scrape.Explanation.Series;
import brokertally.scrape.Explanation.Share;
import brokertally.scrape.Explanation.Unknown;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Says why a number of the aggregated answer is what it is: gathers as a scrape does, and takes the answer apart. For
 * people, so it allocates and looks names up; it does so on a worker.
 */
public final class Explainer {
    /** Series that are listed at the most. */
    static final int MAX_SERIES = 100;

    /** Shares that are listed at the most; with many nodes fewer series are listed. */
    private static final int MAX_SHARES = 20_000;

    /** More would keep the workers from rendering. */
    private static final int MAX_OPEN = 4;

    private final Vertx vertx;
    private final Gatherer gatherer;
    private final Catalog catalog;
    private final Settings settings;
    private final LongSupplier nowMillis;
    private int open;

    /**
     * An explainer of this sidecar's answers.
     *
     * @param nowMillis Unix milliseconds
     */
    public Explainer(Vertx vertx, Gatherer gatherer, Catalog catalog, Settings settings, LongSupplier nowMillis) {
        this.vertx = vertx;
        this.gatherer = gatherer;
        this.catalog = catalog;
        this.settings = settings;
        this.nowMillis = nowMillis;
    }

    /** The explanation; the future fails only by a defect of ours. */
    public Future<Explanation> explain(ExplainRequest request) {
        if (!gatherer.isSettled()) {
            return Future.succeededFuture(new Explanation.Starting());
        }
        if (open >= MAX_OPEN) {
            return Future.succeededFuture(new Explanation.Busy());
        }
        open++;
        return gatherer.all(request.timeoutMillis(), Counters.MONOTONE)
                .map(gathered -> new Known(gathered, gatherer.link().ledger()))
                .compose(known -> vertx.executeBlocking(() -> explain(request, known), false))
                .onComplete(result -> open--);
    }

    private Explanation explain(ExplainRequest request, Known known) {
        List<Endpoint> shown = Arrays.stream(Endpoint.values())
                .filter(endpoint -> known.has(all(request, endpoint)))
                .toList();
        Optional<Endpoint> wanted = request.endpoint().or(() -> shown.stream().findFirst());
        if (wanted.isEmpty() || !shown.contains(wanted.get())) {
            return new Unknown(catalog.endpointOf(request.family()), shown);
        }
        FamilyOnly only = all(request, wanted.get());
        Shares shares = new Shares(only.of(known.gathered()), only, catalog);
        About about = about(only, shares, known);
        List<Node> nodes = NodeFacts.of(known.gathered(), known.ledger(), nowMillis.getAsLong());
        Set<SeriesName> names = shares.slots().keySet();
        int limit = Math.max(1, Math.min(MAX_SERIES, MAX_SHARES / nodes.size()));
        List<SeriesName> listed = names.stream().limit(limit).toList();
        List<Series> series = about.aggregation() == AggregationClass.PER_NODE
                ? perNode(about, shares, listed)
                : new Breakdown(about, narrowed(only, listed), known, catalog).series(listed, nodes);
        return new Found(about, nodes, series, names.size());
    }

    private static FamilyOnly all(ExplainRequest request, Endpoint endpoint) {
        return new FamilyOnly(endpoint, request.family(), labels -> labels.contains(request.labels()));
    }

    /** The family may have very many series: the others are left out before the nodes are taken apart. */
    private static FamilyOnly narrowed(FamilyOnly only, List<SeriesName> listed) {
        Set<String> bases = new HashSet<>();
        listed.forEach(name -> bases.add(FamilyOnly.base(name.labels())));
        return new FamilyOnly(only.endpoint(), only.family(), bases::contains);
    }

    private About about(FamilyOnly only, Shares shares, Known known) {
        Family family =
                shares.family().map(f -> shares.plan().layout().family(f)).orElseGet(() -> declared(only, known));
        AggregationClass wanted = catalog.classify(only.family(), family.type());
        boolean folded = shares.plan().conflicts() == 0 && canBeFolded(wanted, family.type(), shares);
        return new About(
                only.endpoint(),
                only.family(),
                family.type(),
                folded ? wanted : AggregationClass.PER_NODE,
                folded && catalog.isMonotone(only.family(), family.type()),
                settings.aggregation().counters());
    }

    /** As the plan does it: what cannot be folded that way stays per node. */
    private static boolean canBeFolded(AggregationClass wanted, MetricType type, Shares shares) {
        boolean scalar = shares.slots().keySet().stream().allMatch(name -> name.suffix() == Suffix.NONE);
        return switch (wanted) {
            case PER_NODE -> true;
            case SUM, CLUSTER -> !type.isScalar() || scalar;
            case LOGICAL_AND, MAX, MIN -> type.isScalar() && scalar;
        };
    }

    /** Of a family that the answer does not have, because no series of it was picked or nothing shows them any more. */
    private Family declared(FamilyOnly only, Known known) {
        SeriesTable table =
                known.schemas().filter(only::isIn).findFirst().orElseThrow().table();
        Family family = table.familyList().stream()
                .filter(f -> f.endpoint() == only.endpoint() && f.name().equals(only.family()))
                .findFirst()
                .orElseThrow();
        return family.as(catalog.typeOf(family.name(), family.type()), family.help());
    }

    /** Each series is one node's: there is nothing to take apart. */
    private static List<Series> perNode(About about, Shares shares, List<SeriesName> listed) {
        Map<SeriesName, Integer> slots = shares.slots();
        double[] totals = shares.totals();
        List<Series> series = new ArrayList<>();
        for (SeriesName name : listed) {
            double value = totals[slots.get(name)];
            String node = Labels.value(name.labels(), "node");
            Share share = new Share(node, value, Values.ABSENT, false, value);
            series.add(new Series(about.family() + name.suffix().text(), name.labels(), value, value, List.of(share)));
        }
        return series;
    }
}
