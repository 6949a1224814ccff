package brokertally.cluster;

import brokertally.model.Fingerprint;
import brokertally.model.NodeReport;
import brokertally.model.Snapshot;
import brokertally.wire.Message;
import brokertally.wire.Message.Content;
import brokertally.wire.MessageCodec;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.spi.cluster.NodeListener;
import java.util.List;
import java.util.Optional;

/** This sidecar's place on the bus: samples its broker, tells the others, answers them and listens to them. */
public final class NodeVerticle extends VerticleBase {
    private static final long GOODBYE_TIMEOUT_MILLIS = 500;
    private static final long PROBE_INTERVAL_MILLIS = 1_000;

    private final ClusterLink link;
    private final NodeOptions options;
    private final MessageCodec messages;
    private final Bodies bodies = new Bodies();
    private long publishedSequence = -1;
    private long stamp = -1;
    private Fingerprint stamped = Fingerprint.NONE;

    /**
     * The verticle of one sidecar.
     *
     * @param link what it shares with the gatherer
     * @param options its own address and pace
     */
    public NodeVerticle(ClusterLink link, NodeOptions options) {
        this.link = link;
        this.options = options;
        this.messages = new MessageCodec(options.limits());
    }

    /**
     * How a sidecar behaves on the bus.
     *
     * @param self who it is
     * @param intervalMillis background sampling
     * @param publishMaxBytes longest body that is published; a longer one is only announced
     * @param limits what it accepts
     */
    public record NodeOptions(Message.Peer self, long intervalMillis, long publishMaxBytes, WireLimits limits) {}

    @Override
    public Future<?> start() {
        vertx.setPeriodic(options.intervalMillis(), id -> tick());
        vertx.setPeriodic(PROBE_INTERVAL_MILLIS, id -> link.probe());
        link.membership().listen(new NodeListener() {
            @Override
            public void nodeAdded(String member) {
                context.runOnContext(v -> link.joined(member));
            }

            @Override
            public void nodeLeft(String member) {
                context.runOnContext(v -> link.vanished(member));
            }
        });
        Future<?> answers = vertx.eventBus()
                .consumer(Addresses.node(self()), message -> answer(message.body())
                        .onSuccess(message::reply)
                        .onFailure(error -> message.fail(1, "refused")))
                .completion();
        Future<?> samples = vertx.eventBus()
                .consumer(Addresses.SAMPLES, message -> overheard(message.body()))
                .completion();
        return Future.all(answers, samples).onSuccess(v -> {
            tick();
        });
    }

    @Override
    public Future<?> stop() {
        Buffer goodbye = Buffer.buffer(messages.write(new Message.Goodbye(self())));
        List<? extends Future<?>> told = link.roster().present().stream()
                .map(member -> vertx.eventBus()
                        .<Buffer>request(
                                Addresses.node(member),
                                goodbye,
                                new DeliveryOptions().setSendTimeout(GOODBYE_TIMEOUT_MILLIS))
                        .onFailure(error -> link.counts().unsent()))
                .toList();
        return Future.join(told).otherwiseEmpty();
    }

    private String self() {
        return options.self().member();
    }

    /** A sample in the background keeps what the others know fresh when nobody scrapes. */
    private void tick() {
        link.meet();
        link.roster().retire(System.nanoTime());
        link.own(options.intervalMillis() / 2).onSuccess(this::publish);
    }

    private void publish(NodeReport report) {
        long sequence = report.snapshot().map(Snapshot::sequence).orElse(0L);
        if (sequence == publishedSequence && report.broker().up()) {
            return;
        }
        publishedSequence = sequence;
        Content content = report.snapshot()
                .filter(snapshot -> 8L * snapshot.schema().size() <= options.publishMaxBytes())
                .map(snapshot -> Content.VALUES)
                .orElse(Content.NONE);
        vertx.eventBus().publish(Addresses.SAMPLES, Buffer.buffer(messages.write(message(report, content))));
        link.counts().published();
    }

    private Message.Report message(NodeReport report, Content content) {
        report.snapshot().ifPresent(this::stamp);
        Optional<Message.Head> head = report.snapshot()
                .map(snapshot -> new Message.Head(
                        snapshot.incarnation(),
                        0,
                        stamp,
                        snapshot.sequence(),
                        snapshot.takenMillis(),
                        snapshot.schema().fingerprint(),
                        snapshot.schema().size()));
        Message.Body body = report.snapshot()
                .map(snapshot -> Message.Body.of(content, bodies.of(snapshot, stamp, content)))
                .orElse(Message.Body.NONE);
        return new Message.Report(options.self(), report.node(), report.broker(), report.ageMillis(), head, body);
    }

    private void stamp(Snapshot snapshot) {
        if (!snapshot.schema().fingerprint().equals(stamped)) {
            stamped = snapshot.schema().fingerprint();
            stamp = snapshot.sequence();
        }
    }

    private Future<Buffer> answer(Object question) {
        Message message;
        try {
            message = read(question);
        } catch (WireException e) {
            link.counts().malformed();
            return Future.failedFuture(e);
        }
        if (message instanceof Message.Gather gather) {
            return link.own(gather.maxAgeMillis()).map(report -> reply(report, gather));
        }
        if (message instanceof Message.ChunkRequest request) {
            return Future.succeededFuture(Buffer.buffer(messages.write(chunk(request))));
        }
        if (message instanceof Message.Goodbye goodbye) {
            link.saidGoodbye(goodbye.member());
            return Future.succeededFuture(Buffer.buffer());
        }
        return Future.failedFuture(new WireException(3, "nobody asks so"));
    }

    private Buffer reply(NodeReport report, Message.Gather gather) {
        Content content =
                report.snapshot().map(snapshot -> content(snapshot, gather)).orElse(Content.NONE);
        return Buffer.buffer(messages.write(message(report, content)));
    }

    private Content content(Snapshot snapshot, Message.Gather gather) {
        stamp(snapshot);
        if (gather.knownStamp() != stamp) {
            return Content.PAGE;
        }
        return snapshot.sequence() == gather.knownSequence() ? Content.NONE : Content.VALUES;
    }

    private Message chunk(Message.ChunkRequest request) {
        Optional<byte[]> body = bodies.kept(request.sequence(), request.content());
        if (body.isEmpty() || request.offset() >= body.get().length) {
            return new Message.Gone(request.sequence());
        }
        int end = Math.min(body.get().length, request.offset() + WireLimits.CHUNK_BYTES);
        return new Message.Chunk(
                request.sequence(), request.offset(), java.util.Arrays.copyOfRange(body.get(), request.offset(), end));
    }

    /** Whoever reaches the bus can send what Vert.x has a codec for; only bytes are ours. */
    private Message read(Object body) throws WireException {
        if (!(body instanceof Buffer bytes)) {
            throw new WireException(0, "not bytes");
        }
        return messages.read(bytes.getBytes());
    }

    private void overheard(Object told) {
        try {
            if (read(told) instanceof Message.Report report
                    && !report.peer().member().equals(self())) {
                heard(report);
            }
        } catch (WireException e) {
            link.counts().malformed();
        }
    }

    /** An announcement of what is known changes nothing; values of an unknown schema are asked for once, with it. */
    private void heard(Message.Report report) {
        String member = report.peer().member();
        if (link.peers().isComplete(report)) {
            link.peers()
                    .receive(member, report, System.nanoTime() + ClusterLink.WARM_UP_MILLIS * 1_000_000)
                    .onFailure(error -> link.counts().malformed());
        } else if (link.roster()
                .schema(report.snapshot().orElseThrow().fingerprint())
                .isEmpty()) {
            link.peers().ask(member, Long.MAX_VALUE, ClusterLink.WARM_UP_MILLIS);
        }
    }
}
