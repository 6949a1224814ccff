package brokertally.source;

import brokertally.model.BrokerState;
import brokertally.model.Incarnation;
import brokertally.model.Measure;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the samples of one node: owns the source, gives every sample its sequence and incarnation, and remembers the last
 * one. Everybody who wants a sample at the same time waits for one read of the broker.
 *
 * <p>Not thread-safe: all calls come from the one Vert.x context on which the source was made.
 */
public final class Collector implements Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    /** A read that takes longer is slow: who comes later gets the sample before it. */
    private static final long LONG_READ_NANOS = 500_000_000L;

    private final Source source;
    private final Identity identity;
    private final Clock clock;
    private final Incarnations incarnations = new Incarnations();
    private final SourceCounts counts = new SourceCounts();

    private Recall recall = Recall.NOTHING;
    private Optional<String> recalled = Optional.empty();
    private String node;
    private Optional<String> saidNode = Optional.empty();
    private BrokerState broker;
    private Optional<Snapshot> last = Optional.empty();
    private long lastNanos;
    private long sequence;
    private Optional<Future<NodeReport>> reading = Optional.empty();
    private long begunNanos;
    private boolean closed;

    /**
     * A collector that has read nothing yet.
     *
     * @param clockMillis Unix milliseconds
     * @param nanoTime nanoseconds that never step back, as {@link System#nanoTime}
     */
    public Collector(Source source, Identity identity, LongSupplier clockMillis, LongSupplier nanoTime) {
        this.source = source;
        this.identity = identity;
        this.clock = new Clock(clockMillis, nanoTime);
        this.node = identity.configuredName().orElse(identity.fallbackName());
        this.broker = new BrokerState(Reason.NOT_READ_YET, source.kind(), "");
    }

    @Override
    public void recallFrom(Recall memory) {
        recall = memory;
    }

    /**
     * Continues what an earlier process of this node has stored: its last sequence, and the life of the broker, which has
     * not ended because a sidecar was restarted (trap 29). Has no effect on the incarnation after the first sample.
     */
    public void resume(Incarnation stored, long storedSequence) {
        incarnations.resume(stored);
        raise(storedSequence);
    }

    @Override
    public void raise(long storedSequence) {
        sequence = Math.max(sequence, storedSequence);
    }

    /**
     * The node's report with a sample younger than so many milliseconds; 0 reads the broker in any case. When the broker
     * fails, the report says why and has the last sample with its age. A broker that hangs is read on, but nobody who comes
     * now waits for it: that would make every scrape of every sidecar late. The future never fails.
     */
    @Override
    public Future<NodeReport> report(long maxAgeMillis) {
        if (closed || last.isPresent() && ageMillis() < maxAgeMillis) {
            return Future.succeededFuture(latest());
        }
        boolean hangs = hangs();
        Future<NodeReport> read = reading.orElseGet(this::read);
        return hangs ? Future.succeededFuture(latest()) : read;
    }

    /** True when the last read timed out, or this one takes long and there is a sample to answer with. */
    private boolean hangs() {
        boolean slow = reading.isPresent() && last.isPresent() && clock.nano() - begunNanos > LONG_READ_NANOS;
        return slow || broker.reason() == Reason.TIMEOUT;
    }

    private Future<NodeReport> read() {
        Promise<NodeReport> promise = Promise.promise();
        reading = Optional.of(promise.future());
        begunNanos = clock.nano();
        attempt().compose(this::recalled).onComplete(outcome -> {
            reading = Optional.empty();
            counts.read((clock.nano() - begunNanos) / 1e9);
            absorb(outcome.succeeded() ? outcome.result() : broken(outcome.cause()));
            promise.complete(latest());
        });
        return promise.future();
    }

    /** The report from memory, now. */
    @Override
    public NodeReport latest() {
        return new NodeReport(identity.member(), node, broker, last.isPresent() ? ageMillis() : 0, last);
    }

    /** The sidecar's own metrics about its source. */
    public List<Measure> measures() {
        return counts.measures(broker.up());
    }

    /** The configured name, else what the broker has said, else the fallback. */
    public String nodeName() {
        return node;
    }

    /** Closes the source; later reports come from memory. */
    public Future<Void> close() {
        closed = true;
        return source.close();
    }

    private Future<Reading> attempt() {
        try {
            return source.read();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Passes the outcome on once what is known of its node has been asked for; a broker may say its name only now. */
    private Future<Reading> recalled(Reading outcome) {
        if (!(outcome instanceof Reading.Success success)) {
            return Future.succeededFuture(outcome);
        }
        String name = nameIn(success.who());
        if (recalled.equals(Optional.of(name))) {
            return Future.succeededFuture(outcome);
        }
        return recall.of(name).otherwise(Optional.empty()).map(stored -> {
            recalled = Optional.of(name);
            stored.ifPresent(known -> {
                resume(known.incarnation(), known.sequence());
                if (known.elsewhere()) {
                    incarnations.doubt();
                }
            });
            return outcome;
        });
    }

    private String nameIn(Reading.Who who) {
        return identity.configuredName().or(who::node).or(() -> saidNode).orElse(identity.fallbackName());
    }

    private static Reading broken(Throwable cause) {
        return new Reading.Failure(Reason.FAILED, Reasons.detail(cause));
    }

    private void absorb(Reading outcome) {
        if (outcome instanceof Reading.Success success) {
            accept(success);
        } else if (outcome instanceof Reading.Failure failure) {
            refuse(failure);
        }
    }

    private void accept(Reading.Success success) {
        long wall = clock.wall();
        long nanos = clock.nano();
        Reading.Who who = success.who();
        node = nameIn(who);
        saidNode = who.node().or(() -> saidNode);
        // From the wall clock, so that it rises over restarts of the sidecar; at least by one, so that it rises always.
        sequence = Math.max(sequence + 1, wall);
        Incarnation incarnation = incarnations.observe(who.startedMillis(), wall, nanos);
        last = Optional.of(new Snapshot(
                node, incarnation, new Snapshot.Moment(sequence, wall), success.schema(), success.values()));
        lastNanos = nanos;
        if (!broker.up()) {
            LOG.info("source up node={} kind={} version={}", node, source.kind(), who.version());
        }
        broker = new BrokerState(Reason.NONE, source.kind(), who.version());
        counts.succeeded(success, wall);
    }

    private void refuse(Reading.Failure failure) {
        if (failure.reason() != broker.reason()) {
            LOG.warn(
                    "source down node={} reason={} detail=\"{}\"",
                    node,
                    failure.reason().text(),
                    failure.detail());
        }
        broker = new BrokerState(failure.reason(), source.kind(), broker.version());
        counts.failed(failure.reason());
    }

    private long ageMillis() {
        return Math.max(0, (clock.nano() - lastNanos) / 1_000_000);
    }
}
