package brokertally.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.TestSnapshots;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.scrape.InProcessNode.CountingBroker;
import brokertally.scrape.InProcessNode.FakeCluster;
import brokertally.source.Reporter;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Five "nodes" are five addresses on one unclustered Vert.x: good, late, failing, garbage, huge. */
class GathererTest {
    private static final Duration TIMEOUT = Duration.ofMillis(400);
    private static final Schema SMALL = TestSnapshots.schema(20);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final FakeCluster cluster = new FakeCluster();
    private InProcessNode self;
    private Context loop;

    @BeforeEach
    void start() throws Exception {
        loop = vertx.getOrCreateContext();
        self = node("m-self", "emqx@self", SMALL);
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private InProcessNode node(String member, String name, Schema schema) throws Exception {
        return node(member, new CountingBroker(member, name, schema));
    }

    private InProcessNode node(String member, Reporter broker) throws Exception {
        InProcessNode node = new InProcessNode(vertx, cluster, member, broker, InProcessNode.asking(TIMEOUT));
        await(vertx.deployVerticle(node.verticle()));
        return node;
    }

    /** Makes the members known to the first node and waits until all that can have reported. */
    private void meet(int reporting) throws Exception {
        Promise<Void> told = Promise.promise();
        loop.runOnContext(v -> {
            self.link().meet();
            told.complete();
        });
        await(told.future());
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> heardOf() == reporting);
    }

    private long heardOf() throws Exception {
        Promise<Long> count = Promise.promise();
        loop.runOnContext(v -> count.complete(self.link().roster().members(System.nanoTime()).stream()
                .filter(member -> member.report().isPresent())
                .count()));
        return await(count.future());
    }

    private Gathered gather() throws Exception {
        Promise<Gathered> promise = Promise.promise();
        loop.runOnContext(v -> self.gatherer().all(TIMEOUT.toMillis()).onComplete(promise));
        return await(promise.future());
    }

    private static NodeView view(Gathered gathered, String node) {
        return gathered.nodes().stream()
                .filter(v -> v.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static long millis(long fromNanos) {
        return (System.nanoTime() - fromNanos) / 1_000_000;
    }

    /** Answers the address of a member as the test says. */
    private void stranger(String member, java.util.function.Consumer<Message<Buffer>> answer) throws Exception {
        cluster.add(member);
        await(vertx.eventBus()
                .<Buffer>consumer("brokertally.node." + member, answer::accept)
                .completion());
    }

    @Test
    void all_everybodyAnswers_isComplete() throws Exception {
        node("m-a", "emqx@a", SMALL);
        node("m-b", "emqx@b", SMALL);
        meet(2);

        Gathered gathered = gather();

        assertThat(gathered.partial()).isFalse();
        assertThat(gathered.nodes()).extracting(NodeView::node).containsExactly("emqx@a", "emqx@b", "emqx@self");
        assertThat(gathered.nodes()).allMatch(view -> view.snapshot().isPresent());
    }

    @Test
    void all_oneNodeNeverAnswers_answersAtTheDeadlineWithItsLastValues() throws Exception {
        AtomicBoolean frozen = new AtomicBoolean();
        CountingBroker broker = new CountingBroker("m-late", "emqx@late", SMALL);
        node("m-late", new Reporter() {
            @Override
            public Future<NodeReport> report(long maxAgeMillis) {
                return frozen.get() ? Promise.<NodeReport>promise().future() : broker.report(0);
            }

            @Override
            public NodeReport latest() {
                return broker.latest();
            }
        });
        node("m-good", "emqx@good", SMALL);
        meet(2);
        frozen.set(true);
        long start = System.nanoTime();

        Gathered gathered = gather();

        assertThat(millis(start)).isBetween(TIMEOUT.toMillis() - 5, TIMEOUT.toMillis() + 300);
        assertThat(view(gathered, "emqx@late").missing()).isEqualTo(Reason.TIMEOUT);
        assertThat(view(gathered, "emqx@late").snapshot()).isPresent();
        assertThat(view(gathered, "emqx@good").missing()).isEqualTo(Reason.NONE);
        assertThat(gathered.answered()).isEqualTo(2);
        assertThat(gathered.expected()).isEqualTo(3);

        long second = System.nanoTime();
        Gathered again = gather();
        assertThat(millis(second)).as("the one that just timed out is skipped").isLessThan(TIMEOUT.toMillis() / 2);
        assertThat(view(again, "emqx@late").missing()).isEqualTo(Reason.SKIPPED);
    }

    @Test
    void all_aMemberSpeaksGarbage_countsAndAnswersWithoutIt() throws Exception {
        stranger("m-garbage", message -> message.reply(Buffer.buffer("no message")));
        node("m-good", "emqx@good", SMALL);
        meet(1);

        Gathered gathered = gather();

        assertThat(gathered.nodes()).extracting(NodeView::node).containsExactly("emqx@good", "emqx@self");
        assertThat(gathered.expected()).isEqualTo(3);
        assertThat(gathered.partial()).isTrue();
        assertThat(self.link().measures())
                .filteredOn(measure -> measure.name().equals("brokertally_wire_errors_total"))
                .allMatch(measure -> measure.value() >= 1);
    }

    @Test
    void all_aMemberRefuses_answersAtOnceWithoutIt() throws Exception {
        stranger("m-failing", message -> message.fail(1, "no"));
        meet(0);
        long start = System.nanoTime();

        Gathered gathered = gather();

        assertThat(millis(start)).isLessThan(TIMEOUT.toMillis());
        assertThat(gathered.answered()).isEqualTo(1);
        assertThat(gathered.expected()).isEqualTo(2);
    }

    @Test
    void all_aMemberLeavesWhileItIsAsked_failsItAtOnce() throws Exception {
        stranger("m-leaving", message -> cluster.remove("m-leaving"));
        meet(0);
        long start = System.nanoTime();

        Gathered gathered = gather();

        assertThat(millis(start)).isLessThan(TIMEOUT.toMillis());
        assertThat(gathered.answered()).isEqualTo(1);
    }

    @Test
    void all_aHugeNode_isFetchedInChunks() throws Exception {
        Schema huge = TestSnapshots.schema(100_000);
        node("m-huge", "emqx@huge", huge);
        meet(1);

        Gathered gathered = gather();

        assertThat(view(gathered, "emqx@huge").answered()).isTrue();
        double[] values = view(gathered, "emqx@huge").snapshot().orElseThrow().values();
        assertThat(values).hasSize(100_001);
        assertThat(values[100_000]).isEqualTo(100_100);
    }

    @Test
    void all_twoMembersWithOneNodeName_areCountedOnce() throws Exception {
        node("m-a", "emqx@same", SMALL);
        node("m-b", "emqx@same", SMALL);
        meet(2);

        Gathered gathered = gather();

        assertThat(gathered.nodes()).extracting(NodeView::node).containsExactly("emqx@same", "emqx@self");
        assertThat(self.gatherer().counts().measures())
                .filteredOn(m -> m.name().equals("brokertally_node_name_conflicts_total"))
                .allMatch(m -> m.value() == 1);
    }

    @Test
    void all_askedTwiceAtOnce_asksTheNodesOnce() throws Exception {
        CountingBroker broker = new CountingBroker("m-a", "emqx@a", SMALL);
        node("m-a", broker);
        meet(1);
        long before = broker.latest().snapshot().orElseThrow().sequence();
        Promise<Gathered> first = Promise.promise();
        Promise<Gathered> second = Promise.promise();

        loop.runOnContext(v -> {
            self.gatherer().all(400).onComplete(first);
            self.gatherer().all(400).onComplete(second);
        });
        await(first.future());
        await(second.future());

        assertThat(broker.latest().snapshot().orElseThrow().sequence()).isEqualTo(before + 1);
    }

    @Test
    void own_aBrokerThatHangs_answersAtTheDeadlineWithTheLastSample() throws Exception {
        CountingBroker broker = new CountingBroker("m-x", "emqx@x", SMALL);
        InProcessNode hanging = new InProcessNode(
                vertx,
                cluster,
                "m-x",
                new Reporter() {
                    @Override
                    public Future<NodeReport> report(long maxAgeMillis) {
                        return Promise.<NodeReport>promise().future();
                    }

                    @Override
                    public NodeReport latest() {
                        return broker.latest();
                    }
                },
                InProcessNode.asking(TIMEOUT));
        Promise<Gathered> promise = Promise.promise();
        long start = System.nanoTime();

        loop.runOnContext(v -> hanging.gatherer().own(TIMEOUT.toMillis()).onComplete(promise));
        Gathered gathered = await(promise.future());

        assertThat(millis(start)).isBetween(TIMEOUT.toMillis() - 5, TIMEOUT.toMillis() + 300);
        assertThat(gathered.nodes()).hasSize(1);
    }
}
