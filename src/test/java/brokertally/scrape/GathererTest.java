package brokertally.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.TestSnapshots;
import brokertally.config.Settings.Counters;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.scrape.InProcessNode.CountingBroker;
import brokertally.scrape.InProcessNode.FakeCluster;
import brokertally.source.Reporter;
import brokertally.tally.Gathered;
import brokertally.tally.NodeView;
import brokertally.wire.Content;
import brokertally.wire.Message.Body;
import brokertally.wire.Message.Chunk;
import brokertally.wire.Message.Gone;
import brokertally.wire.Message.Head;
import brokertally.wire.Message.Peer;
import brokertally.wire.Message.Report;
import brokertally.wire.MessageCodec;
import brokertally.wire.PageCodec;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import brokertally.wire.WirePages;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
        return gather(TIMEOUT.toMillis());
    }

    private Gathered gather(long deadlineMillis) throws Exception {
        return await(gathering(deadlineMillis));
    }

    private Future<Gathered> gathering(long deadlineMillis) {
        Promise<Gathered> promise = Promise.promise();
        loop.runOnContext(
                v -> self.gatherer().all(deadlineMillis, Counters.MONOTONE).onComplete(promise));
        return promise.future();
    }

    /** A broker whose reads wait as long as the test says; the last report is there at once. */
    private static Reporter slow(CountingBroker broker, java.util.function.Supplier<Future<?>> wait) {
        return new Reporter() {
            @Override
            public Future<NodeReport> report(long maxAgeMillis) {
                return wait.get().compose(v -> broker.report(maxAgeMillis));
            }

            @Override
            public NodeReport latest() {
                return broker.latest();
            }
        };
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
    void aQuestionThatIsNoBytes_isRefusedAndCounted() throws Exception {
        Future<?> answer = vertx.eventBus()
                .request("brokertally.node.m-self", "text", new DeliveryOptions().setSendTimeout(5_000));

        assertThatThrownBy(() -> await(answer)).hasMessageContaining("refused");
        assertThat(self.link().measures())
                .filteredOn(m -> m.name().equals("brokertally_wire_errors_total"))
                .singleElement()
                .satisfies(m -> assertThat(m.value()).isEqualTo(1));
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

    /** The second question is for all who came while the first was under way: its answer may be older than one shown since. */
    @Test
    void all_askedAtOnceByMany_asksTheNodesTwice() throws Exception {
        CountingBroker broker = new CountingBroker("m-a", "emqx@a", SMALL);
        node("m-a", broker);
        meet(1);
        long before = broker.latest().snapshot().orElseThrow().sequence();
        List<Future<Gathered>> gathers = new CopyOnWriteArrayList<>();
        Promise<Void> all = Promise.promise();

        loop.runOnContext(v -> {
            for (int i = 0; i < 20; i++) {
                gathers.add(self.gatherer().all(400, Counters.MONOTONE));
            }
            Future.join(gathers).<Void>mapEmpty().onComplete(all);
        });
        await(all.future());

        assertThat(broker.latest().snapshot().orElseThrow().sequence()).isEqualTo(before + 2);
        assertThat(view(gathers.get(19).result(), "emqx@a")
                        .snapshot()
                        .orElseThrow()
                        .sequence())
                .isEqualTo(before + 2);
    }

    @Test
    void all_theDeadlineOfTheScraperIsShort_theNextScrapeDoesNotWaitAgain() throws Exception {
        AtomicBoolean frozen = new AtomicBoolean();
        Promise<Void> never = Promise.promise();
        self = patientNode("m-patient", "emqx@patient");
        CountingBroker late = new CountingBroker("m-late", "emqx@late", SMALL);
        node("m-late", slow(late, () -> frozen.get() ? never.future() : Future.succeededFuture()));
        meet(2);
        frozen.set(true);

        Gathered first = gather(600);
        long start = System.nanoTime();
        Gathered second = gather(600);

        assertThat(view(first, "emqx@late").missing()).isEqualTo(Reason.TIMEOUT);
        assertThat(view(second, "emqx@late").missing()).isEqualTo(Reason.SKIPPED);
        assertThat(millis(start)).isLessThan(400);
    }

    @Test
    void all_aScraperInAHurry_doesNotMakeOthersSkipAMember() throws Exception {
        self = patientNode("m-patient", "emqx@patient");
        CountingBroker slow = new CountingBroker("m-slow", "emqx@slow", SMALL);
        node("m-slow", slow(slow, () -> vertx.timer(250, TimeUnit.MILLISECONDS)));
        meet(2);

        Gathered hurried = gather(50);
        Gathered patient = gather(5_000);

        assertThat(view(hurried, "emqx@slow").missing()).isEqualTo(Reason.TIMEOUT);
        assertThat(view(patient, "emqx@slow").missing()).isEqualTo(Reason.NONE);
        assertThat(patient.partial()).isFalse();
    }

    @Test
    void all_whileAnotherScrapeWaitsForALateNode_asksTheOthersAnew() throws Exception {
        AtomicBoolean frozen = new AtomicBoolean();
        Promise<Void> thaw = Promise.promise();
        self = patientNode("m-patient", "emqx@patient");
        CountingBroker late = new CountingBroker("m-late", "emqx@late", SMALL);
        node("m-late", slow(late, () -> frozen.get() ? thaw.future() : Future.succeededFuture()));
        CountingBroker good = new CountingBroker("m-good", "emqx@good", SMALL);
        node("m-good", good);
        meet(3);
        frozen.set(true);
        long before = sequence(good);
        Future<Gathered> first = gathering(5_000);
        Awaitility.await().until(() -> sequence(good) > before);

        long between = sequence(good);
        Future<Gathered> second = gathering(5_000);
        Awaitility.await().until(() -> sequence(good) > between);
        thaw.complete();

        assertThat(view(await(first), "emqx@late").missing()).isEqualTo(Reason.NONE);
        NodeView latest = view(await(second), "emqx@good");
        assertThat(latest.snapshot().orElseThrow().sequence()).isGreaterThan(between);
    }

    @Test
    void afterAMerge_membersThatAreAnnouncedAgain_areCountedOnce() throws Exception {
        node("m-a", "emqx@a", SMALL);
        meet(1);

        cluster.announce("m-a");
        cluster.announce("m-self");
        cluster.announce("m-a");

        Gathered gathered = gather();
        assertThat(gathered.expected()).isEqualTo(2);
        assertThat(gathered.partial()).isFalse();
        assertThat(gathered.nodes()).extracting(NodeView::node).containsExactly("emqx@a", "emqx@self");
    }

    /** A sidecar that was killed and started again is one member, not two, also before it has said its name. */
    @Test
    void afterAKill_aNewMemberWithoutANameIsNotExpectedBesideTheLostOne() throws Exception {
        node("m-a", "emqx@a", SMALL);
        meet(1);
        cluster.remove("m-a");
        Awaitility.await().until(() -> presence("m-a") == Reason.LOST);
        assertThat(gather().expected()).isEqualTo(2);

        stranger("m-again", message -> {});
        meet(1);

        Gathered gathered = gather();
        assertThat(gathered.expected()).isEqualTo(2);
        assertThat(gathered.answered()).isEqualTo(1);
    }

    @Test
    void afterASplit_aMemberThatWasLostAndIsBack_answersAgain() throws Exception {
        node("m-a", "emqx@a", SMALL);
        meet(1);
        cluster.remove("m-a");
        Awaitility.await().until(() -> presence("m-a") == Reason.LOST);
        assertThat(view(gather(), "emqx@a").missing()).isEqualTo(Reason.LOST);

        cluster.add("m-a");
        cluster.announce("m-a");

        Awaitility.await().until(() -> presence("m-a") == Reason.NONE);
        assertThat(gather().partial()).isFalse();
    }

    @Test
    void aMemberThatWasSilent_isAskedInTheBackgroundUntilItAnswers() throws Exception {
        AtomicBoolean frozen = new AtomicBoolean();
        Promise<Void> never = Promise.promise();
        CountingBroker late = new CountingBroker("m-late", "emqx@late", SMALL);
        node("m-late", slow(late, () -> frozen.get() ? never.future() : Future.succeededFuture()));
        meet(1);
        frozen.set(true);
        assertThat(view(gather(), "emqx@late").missing()).isEqualTo(Reason.TIMEOUT);
        assertThat(presence("m-late")).isEqualTo(Reason.SKIPPED);
        frozen.set(false);

        Awaitility.await().atMost(Duration.ofSeconds(4)).until(() -> presence("m-late") == Reason.NONE);
        assertThat(gather().partial()).isFalse();
    }

    /** A peer keeps only its last bodies; whoever is too slow asks once more. */
    @Test
    void all_theBodyIsGoneBeforeItIsFetched_asksAgain() throws Exception {
        Schema huge = TestSnapshots.schema(50_000);
        MessageCodec codec = new MessageCodec(InProcessNode.LIMITS);
        Snapshot snapshot = TestSnapshots.snapshot("emqx@gone", 7, huge, 1);
        byte[] body = PageCodec.write(WirePages.page(snapshot));
        AtomicInteger questions = new AtomicInteger();
        stranger("m-gone", message -> {
            brokertally.wire.Message asked = read(codec, message.body());
            if (asked instanceof brokertally.wire.Message.ChunkRequest request && questions.get() > 1) {
                int end = Math.min(body.length, request.offset() + WireLimits.CHUNK_BYTES);
                byte[] part = java.util.Arrays.copyOfRange(body, request.offset(), end);
                message.reply(Buffer.buffer(codec.write(new Chunk(7, request.offset(), part))));
            } else if (asked instanceof brokertally.wire.Message.ChunkRequest) {
                message.reply(Buffer.buffer(codec.write(new Gone(7))));
            } else if (asked instanceof brokertally.wire.Message.Gather) {
                questions.incrementAndGet();
                message.reply(Buffer.buffer(codec.write(announced(snapshot, body.length))));
            } else {
                message.reply(Buffer.buffer(codec.write(
                        new brokertally.wire.Message.Marks(brokertally.wire.Knowledge.SETTLED, List.of()))));
            }
        });
        meet(1);

        assertThat(questions.get()).isEqualTo(2);
        assertThat(self.link().measures())
                .filteredOn(measure -> measure.name().equals("brokertally_wire_errors_total"))
                .allMatch(measure -> measure.value() == 0);
    }

    private static brokertally.wire.Message read(MessageCodec codec, Buffer bytes) {
        try {
            return codec.read(bytes.getBytes());
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private static Report announced(Snapshot snapshot, int length) {
        Head head = new Head(
                snapshot.incarnation(),
                snapshot.sequence(),
                snapshot.sequence(),
                snapshot.sequence(),
                snapshot.takenMillis(),
                snapshot.schema().fingerprint(),
                snapshot.schema().size());
        return new Report(
                new Peer("m-gone", "127.0.0.1:1", "test"),
                PushState.OFF,
                snapshot.node(),
                TestSnapshots.UP,
                0,
                Optional.of(head),
                new Body(Content.PAGE, length, new byte[0]));
    }

    private Reason presence(String member) throws Exception {
        Promise<Reason> presence = Promise.promise();
        loop.runOnContext(v -> presence.complete(self.link()
                .roster()
                .member(member, System.nanoTime())
                .orElseThrow()
                .presence()));
        return await(presence.future());
    }

    private static long sequence(CountingBroker broker) {
        return broker.latest().snapshot().orElseThrow().sequence();
    }

    /** A node whose gathers may take longer than the scrapers wait. */
    private InProcessNode patientNode(String member, String name) throws Exception {
        CountingBroker broker = new CountingBroker(member, name, SMALL);
        InProcessNode node =
                new InProcessNode(vertx, cluster, member, broker, InProcessNode.asking(Duration.ofSeconds(5)));
        await(vertx.deployVerticle(node.verticle()));
        return node;
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
