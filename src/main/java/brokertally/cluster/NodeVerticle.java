package brokertally.cluster;

import brokertally.model.NodeReport;
import brokertally.model.Snapshot;
import brokertally.wire.Message;
import brokertally.wire.MessageCodec;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.spi.cluster.NodeListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** This sidecar's place on the bus: samples its broker, tells the others, answers them and listens to them. */
public final class NodeVerticle extends VerticleBase {
    private static final long GOODBYE_TIMEOUT_MILLIS = 500;

    /** How long a sidecar that leaves waits for the tokens of the others. */
    private static final long PASS_MILLIS = 300;

    private static final long PROBE_INTERVAL_MILLIS = 1_000;

    private final ClusterLink link;
    private final NodeOptions options;
    private final MessageCodec messages;
    private final Map<String, Future<NodeReport>> checks = new HashMap<>();
    private long publishedSequence = -1;

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
     * @param pace how often it reads its broker by itself
     * @param publishMaxBytes longest body that is published; a longer one is only announced
     * @param limits what it accepts
     */
    public record NodeOptions(Message.Peer self, Pace pace, long publishMaxBytes, WireLimits limits) {}

    /**
     * How often a sidecar reads its broker by itself.
     *
     * @param intervalMillis background sampling
     * @param maxAgeMillis up to this age others take a sample for young; an own reading before that would give them an
     *     older number than this sidecar shows
     */
    public record Pace(long intervalMillis, long maxAgeMillis) {
        long backgroundAgeMillis() {
            return Math.max(intervalMillis / 2, maxAgeMillis);
        }
    }

    @Override
    public Future<?> start() {
        return link.load().compose(loaded -> listen()).onSuccess(listening -> begin());
    }

    /** Asks the others for their pages only once they can ask for this sidecar's: of two that start at once both learn. */
    private void begin() {
        link.whenMoved(() -> link.own(0).onSuccess(this::publish));
        link.attendance().whenPushMoved(this::tellPushState);
        link.begin();
        vertx.setPeriodic(options.pace().intervalMillis(), id -> tick());
        vertx.setPeriodic(Pulse.BEAT_MILLIS, id -> link.beat());
        vertx.setPeriodic(PROBE_INTERVAL_MILLIS, id -> link.look());
        vertx.setPeriodic(
                SharedExchange.INTERVAL_MILLIS, id -> link.sharedExchange().tick());
        tick();
    }

    private Future<?> listen() {
        link.membership().listen(new NodeListener() {
            @Override
            public void nodeAdded(String member) {
                context.runOnContext(v -> link.encounters().joined(member));
            }

            @Override
            public void nodeLeft(String member) {
                context.runOnContext(v -> link.encounters().vanished(member));
            }
        });
        return vertx.eventBus()
                .consumer(Addresses.node(self()), message -> answer(message)
                        .onSuccess(message::reply)
                        .onFailure(error -> message.fail(1, "refused")))
                .completion();
    }

    @Override
    public Future<?> stop() {
        return link.drain().compose(drained -> sayGoodbye());
    }

    /** A goodbye without a token is not believed; who has just joined asks for the tokens first and waits a moment. */
    private Future<?> sayGoodbye() {
        List<String> members = link.roster().present();
        boolean known = members.stream()
                .noneMatch(member -> link.speech().passes().towards(member).equals(Message.Token.NONE));
        Promise<Void> ready = Promise.promise();
        if (known) {
            ready.complete();
        } else {
            members.forEach(link.speech()::askPass);
            vertx.setTimer(PASS_MILLIS, id -> ready.complete());
        }
        return ready.future().compose(v -> sayGoodbye(members));
    }

    private Future<?> sayGoodbye(List<String> members) {
        List<? extends Future<?>> told = members.stream()
                .map(member -> link.peers()
                        .tell(member, new Message.Goodbye(self()), GOODBYE_TIMEOUT_MILLIS)
                        .onFailure(error -> link.counts().unsent()))
                .toList();
        return Future.join(told).otherwiseEmpty();
    }

    private String self() {
        return options.self().member();
    }

    /** A sample in the background keeps what the others know fresh when nobody scrapes. */
    private void tick() {
        link.tick(System.currentTimeMillis());
        link.own(options.pace().backgroundAgeMillis()).onSuccess(this::publish);
    }

    /** With the sample that the others have already: the broker is not read for it. */
    private void tellPushState() {
        publishedSequence = -1;
        link.own(Long.MAX_VALUE).onSuccess(this::publish);
    }

    private void publish(NodeReport report) {
        long sequence = report.snapshot().map(Snapshot::sequence).orElse(0L);
        if (sequence == publishedSequence && report.broker().up()) {
            return;
        }
        publishedSequence = sequence;
        boolean small = report.snapshot()
                .filter(snapshot -> 8L * snapshot.schema().size() <= options.publishMaxBytes())
                .isPresent();
        Message.Report told =
                small ? link.reports().values(report) : link.reports().announcement(report);
        link.speech().tell(link.roster().present(), told);
        link.counts().published();
    }

    private Future<Buffer> answer(io.vertx.core.eventbus.Message<?> question) {
        Message message;
        try {
            message = read(question);
        } catch (WireException e) {
            link.counts().malformed();
            return Future.failedFuture(e);
        }
        return answer(message).map(answer -> Buffer.buffer(messages.write(answer)));
    }

    private Future<Message> answer(Message message) {
        if (message instanceof Message.Gather gather) {
            return link.told(gather.maxAgeMillis()).map(report -> link.reports().answer(report, gather));
        }
        if (message instanceof Message.ChunkRequest request) {
            return Future.succeededFuture(link.reports().chunk(request));
        }
        if (message instanceof Message.AskPages asked) {
            return Future.succeededFuture(link.reports().newerPages(asked));
        }
        if (message instanceof Message.PageRequest request) {
            return Future.succeededFuture(link.reports().page(request));
        }
        if (message instanceof Message.Unasked unasked) {
            return hear(unasked);
        }
        if (message instanceof Message.AskPass question) {
            link.speech().give(question);
            return Future.succeededFuture(new Message.Taken(0));
        }
        if (message instanceof Message.Pass pass) {
            link.speech().take(pass);
            return Future.succeededFuture(new Message.Taken(0));
        }
        return link.sharedExchange()
                .answer(message)
                .orElseGet(() -> Future.failedFuture(new WireException(3, "nobody asks so")));
    }

    private Future<Message> hear(Message.Unasked unasked) {
        return switch (link.speech().judge(unasked)) {
            case FORGED -> Future.failedFuture(new WireException(0, "a member speaks for another"));
            case HINT -> check(unasked);
            case BELIEVED -> believe(unasked.message());
        };
    }

    private Future<Message> believe(Message message) {
        if (message instanceof Message.Report report) {
            heard(report);
            return Future.succeededFuture(new Message.Taken(0));
        }
        if (message instanceof Message.Deposit deposit) {
            return take(deposit.report());
        }
        if (message instanceof Message.Goodbye goodbye) {
            link.saidGoodbye(goodbye.member());
            return Future.succeededFuture(new Message.Taken(0));
        }
        return Future.failedFuture(new WireException(3, "nobody says so"));
    }

    /** What a member may have said is asked of itself, at its own address; once for all who say so at the same time. */
    private Future<Message> check(Message.Unasked unasked) {
        String member = unasked.member();
        if (unasked.message() instanceof Message.Report) {
            return checked(member).map(new Message.Taken(0));
        }
        if (unasked.message() instanceof Message.Deposit deposit) {
            long sequence =
                    deposit.report().snapshot().map(Message.Head::sequence).orElse(0L);
            // The first answer may be one to a question from before the sample.
            return checked(member)
                    .compose(heard -> has(heard, sequence) ? Future.succeededFuture(heard) : checked(member))
                    .compose(heard -> has(heard, sequence)
                            ? Future.succeededFuture(new Message.Taken(sequence))
                            : Future.failedFuture(new WireException(0, "the member itself has no such sample")));
        }
        return Future.failedFuture(new WireException(0, "without a token"));
    }

    private static boolean has(NodeReport heard, long sequence) {
        return heard.snapshot().stream().anyMatch(sample -> sample.sequence() >= sequence);
    }

    private Future<NodeReport> checked(String member) {
        Future<NodeReport> asking = checks.get(member);
        if (asking != null) {
            return asking;
        }
        Future<NodeReport> asked = ask(member);
        checks.put(member, asked);
        return asked.onComplete(answered -> checks.remove(member, asked));
    }

    private Future<NodeReport> ask(String member) {
        return link.peers().ask(member, Long.MAX_VALUE, ClusterLink.WARM_UP_MILLIS);
    }

    /** Confirms a report once it is taken in, with its page when that is not known yet. */
    private Future<Message> take(Message.Report report) {
        String member = report.peer().member();
        Future<NodeReport> taken = link.peers().isComplete(report)
                        || report.body().chunked() && link.peers().knowsPage(report)
                ? link.peers().receive(member, report, ClusterLink.WARM_UP_MILLIS)
                : ask(member);
        long sequence = report.snapshot().map(Message.Head::sequence).orElse(0L);
        return taken.map(heard -> new Message.Taken(sequence));
    }

    /** Whoever reaches the bus can send what Vert.x has a codec for, and what none can read; only bytes are ours. */
    private Message read(io.vertx.core.eventbus.Message<?> question) throws WireException {
        Object body;
        try {
            body = question.body();
        } catch (RuntimeException e) {
            throw new WireException(0, "a body that the bus cannot read: " + e.getMessage());
        }
        if (!(body instanceof Buffer bytes)) {
            throw new WireException(0, "not bytes");
        }
        return messages.read(bytes.getBytes());
    }

    /** An announcement of numbers changes nothing; where more has changed, the page is asked for once. */
    private void heard(Message.Report report) {
        String member = report.peer().member();
        if (link.peers().isComplete(report)) {
            link.peers().receive(member, report, ClusterLink.WARM_UP_MILLIS).onFailure(error -> link.counts()
                    .malformed());
        } else if (!link.peers().knowsPage(report)) {
            ask(member);
        }
    }
}
