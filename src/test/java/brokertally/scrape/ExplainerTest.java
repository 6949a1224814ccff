package brokertally.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import brokertally.catalog.AggregationClass;
import brokertally.catalog.Catalog;
import brokertally.config.Settings;
import brokertally.model.Endpoint;
import brokertally.model.MetricType;
import brokertally.model.Reason;
import brokertally.model.Suffix;
import brokertally.model.Values;
import brokertally.scrape.Explanation.Found;
import brokertally.scrape.Explanation.Node;
import brokertally.scrape.Explanation.Series;
import brokertally.scrape.Explanation.Share;
import brokertally.scrape.Explanation.State;
import brokertally.scrape.Explanation.Unknown;
import brokertally.scrape.InProcessNode.FakeCluster;
import brokertally.tally.Mode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes on one unclustered Vert.x; the first is asked. */
class ExplainerTest {
    private static final String RECEIVED = "emqx_messages_received";
    private static final String HISTOGRAM = "emqx_instr_broker_dispatch_total_lat_us";
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final FakeCluster cluster = new FakeCluster();
    private final Map<String, InProcessNode> nodes = new HashMap<>();
    private final Map<String, String> deployed = new HashMap<>();
    private final Map<String, ToyBroker> brokers = new HashMap<>();
    private final Settings settings = InProcessNode.asking(TIMEOUT);
    private Explainer explainer;
    private Scrape scrape;

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            ToyBroker broker = new ToyBroker("m-" + name, "emqx@" + name);
            brokers.put(name, broker);
            nodes.put(name, new InProcessNode(vertx, cluster, "m-" + name, broker, settings));
        }
        broker("a").shows(RECEIVED, MetricType.COUNTER, "", 100);
        broker("b").shows(RECEIVED, MetricType.COUNTER, "", 200);
        broker("c").shows(RECEIVED, MetricType.COUNTER, "", 300);
        Gatherer gatherer = nodes.get("a").gatherer();
        explainer = new Explainer(vertx, gatherer, Catalog.load(), settings, System::currentTimeMillis);
        scrape = new Scrape(vertx, gatherer, Catalog.load(), settings);
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private ToyBroker broker(String name) {
        return brokers.get(name);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Supplier<Future<T>> action) throws Exception {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(v -> action.get().onComplete(promise));
        return await(promise.future());
    }

    private void deploy() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            deployed.put(name, await(vertx.deployVerticle(nodes.get(name).verticle())));
        }
        onLoop(() -> {
            nodes.values().forEach(node -> node.link().meet());
            return Future.succeededFuture();
        });
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> page().contains("brokertally_nodes_answered 3"));
    }

    private String page() throws Exception {
        return page(Settings.Counters.MONOTONE);
    }

    private String page(Settings.Counters counters) throws Exception {
        ScrapeRequest request = new ScrapeRequest(
                Mode.AGGREGATED,
                Set.of(Endpoint.STATS),
                Set.of(),
                new ScrapeRequest.Policy(counters, Settings.Partial.ALLOW),
                TIMEOUT.toMillis());
        return onLoop(() -> scrape.scrape(request)) instanceof Answer.Page page
                ? page.text().toString()
                : "";
    }

    private Explanation explain(String family, Optional<Endpoint> endpoint, String labels) throws Exception {
        ExplainRequest request = new ExplainRequest(family, endpoint, labels, TIMEOUT.toMillis());
        return onLoop(() -> explainer.explain(request));
    }

    private Found explain(String family) throws Exception {
        Found found = (Found) explain(family, Optional.empty(), "");
        assertContributionsMakeTheTotal(found);
        return found;
    }

    private static void assertContributionsMakeTheTotal(Found found) {
        for (Series series : found.series()) {
            if (found.about().aggregation() == AggregationClass.SUM) {
                double sum = series.shares().stream()
                        .mapToDouble(Share::contribution)
                        .filter(contribution -> !Double.isNaN(contribution))
                        .sum();
                assertThat(sum).as(series.name() + series.labels()).isEqualTo(series.total());
            }
        }
    }

    private static Series only(Found found) {
        assertThat(found.series()).hasSize(1);
        return found.series().get(0);
    }

    private static Share share(Series series, String node) {
        return series.shares().stream()
                .filter(share -> share.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static Node node(Found found, String node) {
        return found.nodes().stream()
                .filter(one -> one.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private void leave(String name) throws Exception {
        await(vertx.undeploy(deployed.get(name)));
        loop.runOnContext(v -> cluster.remove("m-" + name));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> page().contains("brokertally_nodes_expected 2"));
    }

    @Test
    void whileNothingHasHappened_everyNodeContributesWhatItShows() throws Exception {
        deploy();

        Found found = explain(RECEIVED);

        assertThat(found.about())
                .isEqualTo(new Explanation.About(
                        Endpoint.STATS,
                        RECEIVED,
                        MetricType.COUNTER,
                        AggregationClass.SUM,
                        true,
                        settings.aggregation().counters()));
        assertThat(found.nodes()).extracting(Node::state).containsOnly(State.UP);
        assertThat(found.nodes()).allMatch(node -> node.page().isPresent());
        assertThat(only(found).total()).isEqualTo(600);
        assertThat(only(found).running()).isEqualTo(600);
        assertThat(share(only(found), "emqx@b")).isEqualTo(new Share("emqx@b", 200, 0, false, 200));
    }

    @Test
    void afterARestartAndADeparture_baseAndAwaySayWhyTheTotalIsWhatItIs() throws Exception {
        deploy();
        broker("b").restarts();
        broker("b").shows(RECEIVED, MetricType.COUNTER, "", 5);
        leave("c");

        Found found = explain(RECEIVED);

        assertThat(page()).contains("\n" + RECEIVED + " 605\n");
        assertThat(page(Settings.Counters.RUNNING)).contains("\n" + RECEIVED + " 105\n");
        assertThat(only(found).total()).isEqualTo(605);
        assertThat(only(found).running()).isEqualTo(105);
        assertThat(only(found).shares())
                .containsExactly(
                        new Share("emqx@a", 100, 0, false, 100),
                        new Share("emqx@b", 5, 200, false, 205),
                        new Share("emqx@c", 300, 0, false, 300));
        assertThat(node(found, "emqx@b").life().orElseThrow().startedMillis()).isEqualTo(2_000);
        Node away = node(found, "emqx@c");
        assertThat(away.state()).isEqualTo(State.AWAY);
        assertThat(away.brokerUp()).isEmpty();
        assertThat(away.ageMillis().orElseThrow()).isPositive();
    }

    @Test
    void nodeThatDoesNotAnswer_isLateWithItsReasonAndItsLastValue() throws Exception {
        deploy();
        broker("b").freezes();

        Found found = explain(RECEIVED);

        assertThat(node(found, "emqx@b").state()).isEqualTo(State.LATE);
        assertThat(node(found, "emqx@b").reason()).isIn(Reason.TIMEOUT, Reason.SKIPPED);
        assertThat(share(only(found), "emqx@b").contribution()).isEqualTo(200);
    }

    @Test
    void seriesThatALivingBrokerDropped_isMarkedAndStillAdds() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            broker(name).shows("toy_total", MetricType.COUNTER, "id=\"1\"", 10);
        }
        deploy();
        explain("toy_total");
        broker("b").drops("toy_total", "id=\"1\"");

        Found found = explain("toy_total");

        assertThat(only(found).total()).isEqualTo(30);
        assertThat(only(found).running()).isEqualTo(20);
        assertThat(share(only(found), "emqx@b")).isEqualTo(new Share("emqx@b", 10, 0, true, 10));
    }

    @Test
    void histogram_isExplainedBucketByBucket_alsoWhereANodeHasOtherBounds() throws Exception {
        histogram("a", "1", 2, 5);
        histogram("b", "1", 3, 4);
        histogram("c", "2", 1, 6);
        deploy();
        explain(HISTOGRAM);
        broker("b").restarts();
        histogram("b", "1", 1, 1);

        Found found = explain(HISTOGRAM);

        assertThat(found.series())
                .extracting(Series::name, Series::labels, Series::total)
                .containsExactly(
                        tuple(HISTOGRAM + "_bucket", "le=\"1\"", 6.0),
                        tuple(HISTOGRAM + "_bucket", "le=\"2\"", 7.0),
                        tuple(HISTOGRAM + "_bucket", "le=\"+Inf\"", 16.0),
                        tuple(HISTOGRAM + "_sum", "", 32.0),
                        tuple(HISTOGRAM + "_count", "", 16.0));
        Share other = share(found.series().get(1), "emqx@a");
        assertThat(Values.isAbsent(other.value())).isTrue();
        assertThat(other.contribution()).as("its own largest bound below").isEqualTo(2);
    }

    private void histogram(String node, String bound, double below, double count) {
        broker(node)
                .shows(HISTOGRAM, MetricType.HISTOGRAM, Suffix.BUCKET, "le=\"" + bound + "\"", below)
                .shows(HISTOGRAM, MetricType.HISTOGRAM, Suffix.BUCKET, "le=\"+Inf\"", count)
                .shows(HISTOGRAM, MetricType.HISTOGRAM, Suffix.SUM, "", 2 * count)
                .shows(HISTOGRAM, MetricType.HISTOGRAM, Suffix.COUNT, "", count);
    }

    @Test
    void gauge_hasNoBase() throws Exception {
        broker("a").shows("emqx_connections_count", MetricType.GAUGE, "", 7);
        broker("b").shows("emqx_connections_count", MetricType.GAUGE, "", 8);
        deploy();

        Found found = explain("emqx_connections_count");

        assertThat(found.about().monotone()).isFalse();
        assertThat(only(found).total()).isEqualTo(15);
        assertThat(only(found).shares()).extracting(Share::node).containsExactly("emqx@a", "emqx@b");
        assertThat(only(found).shares()).allMatch(share -> Values.isAbsent(share.base()));
    }

    @Test
    void classesThatDoNotAdd_haveNoContribution() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            broker(name).shows("emqx_topics_count", MetricType.GAUGE, "", 9);
            broker(name).shows("emqx_vm_cpu_use", MetricType.GAUGE, "", 3);
        }
        deploy();

        Found cluster = explain("emqx_topics_count");
        Found perNode = explain("emqx_vm_cpu_use");

        assertThat(cluster.about().aggregation()).isEqualTo(AggregationClass.CLUSTER);
        assertThat(only(cluster).total()).isEqualTo(9);
        assertThat(only(cluster).shares()).allMatch(share -> Values.isAbsent(share.contribution()));
        assertThat(perNode.about().aggregation()).isEqualTo(AggregationClass.PER_NODE);
        assertThat(perNode.series()).extracting(Series::labels).contains("node=\"emqx@b\"");
        assertThat(share(perNode.series().get(1), "emqx@b").value()).isEqualTo(3);
    }

    @Test
    void ofMoreThanAHundredSeries_theFirstAreListed_andTheOthersCounted() throws Exception {
        for (int i = 0; i < 250; i++) {
            broker("a").shows("toy_total", MetricType.COUNTER, "id=\"%03d\"".formatted(i), i);
            broker("b").shows("toy_total", MetricType.COUNTER, "id=\"%03d\"".formatted(i), 1000);
        }
        deploy();

        Found found = explain("toy_total");

        assertThat(found.count()).isEqualTo(250);
        assertThat(found.series()).hasSize(Explainer.MAX_SERIES);
        assertThat(found.series().get(7).total()).isEqualTo(1007);
        Found one = (Found) explain("toy_total", Optional.empty(), "id=\"200\"");
        assertThat(one.count()).isEqualTo(1);
        assertThat(only(one).total()).isEqualTo(1200);
        Found none = (Found) explain("toy_total", Optional.empty(), "id=\"x\"");
        assertThat(none.count()).isZero();
        assertThat(none.about().type()).isEqualTo(MetricType.COUNTER);
    }

    @Test
    void beforeThePagesOfTheOthersAreKnown_nothingIsExplained() throws Exception {
        assertThat(explain(RECEIVED, Optional.empty(), "")).isInstanceOf(Explanation.Starting.class);
    }

    @Test
    void familyThatNobodyShows_isUnknown() throws Exception {
        deploy();

        assertThat(explain("nothing", Optional.empty(), "")).isEqualTo(new Unknown(Optional.empty(), List.of()));
        assertThat(explain("emqx_rule_matched", Optional.empty(), ""))
                .isEqualTo(new Unknown(Optional.of(Endpoint.DATA_INTEGRATION), List.of()));
        assertThat(explain(RECEIVED, Optional.of(Endpoint.AUTH), ""))
                .isEqualTo(new Unknown(Optional.of(Endpoint.STATS), List.of(Endpoint.STATS)));
    }

    @Test
    void fractions_addUpToTheTotalButForTheLastDigit() throws Exception {
        broker("a").shows("toy_seconds_total", MetricType.COUNTER, "", 0.1);
        broker("b").shows("toy_seconds_total", MetricType.COUNTER, "", 0.2);
        broker("c").shows("toy_seconds_total", MetricType.COUNTER, "", 0.3);
        deploy();

        Found found = (Found) explain("toy_seconds_total", Optional.empty(), "");

        assertThat(only(found).total()).isCloseTo(0.6, within(1e-15));
        assertThat(only(found).shares()).extracting(Share::contribution).containsExactly(0.1, 0.2, 0.3);
    }

    @Test
    void tooManyAtOnce_areTurnedAway_andRoomIsMadeAgain() throws Exception {
        deploy();
        broker("b").freezes();
        ExplainRequest request = new ExplainRequest(RECEIVED, Optional.empty(), "", TIMEOUT.toMillis());

        List<Explanation> five = onLoop(() -> Future.all(IntStream.range(0, 5)
                        .mapToObj(i -> explainer.explain(request))
                        .toList())
                .map(all -> all.<Explanation>list()));

        assertThat(five).filteredOn(Explanation.Busy.class::isInstance).hasSize(1);
        assertThat(five.get(4)).isInstanceOf(Explanation.Busy.class);
        assertThat(explain(RECEIVED).count()).isEqualTo(1);
    }
}
