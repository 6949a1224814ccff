package brokertally.cluster;

import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.wire.BodyCodec;
import brokertally.wire.Message;
import brokertally.wire.Message.Content;
import brokertally.wire.MessageCodec;
import brokertally.wire.PageCodec;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Asks other sidecars. Every request has a time limit, every body a size, all bodies together a number of chunks in flight. */
public final class PeerClient {
    private final Vertx vertx;
    private final Roster roster;
    private final MessageCodec messages;
    private final PageCodec pages;
    private final Map<String, Message.Head> stamps = new HashMap<>();
    private final ClusterCounts counts;
    private final LongSupplier nanoTime;
    private final InFlight inFlight = new InFlight();

    PeerClient(Vertx vertx, Roster roster, WireLimits limits, ClusterCounts counts, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.roster = roster;
        this.messages = new MessageCodec(limits);
        this.pages = new PageCodec(limits);
        this.counts = counts;
        this.nanoTime = nanoTime;
    }

    /** Why a member brought no report. */
    public static final class NoReport extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        NoReport(Reason reason, Throwable cause) {
            super(reason.text(), cause, false, false);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /**
     * Asks a member and writes its report into the roster.
     *
     * @param maxAgeMillis how old its sample may be
     * @param timeoutMillis when to give up
     * @return the report; fails with {@link NoReport} only
     */
    public Future<NodeReport> ask(String member, long maxAgeMillis, long timeoutMillis) {
        long deadline = nanoTime.getAsLong() + timeoutMillis * 1_000_000;
        return report(member, maxAgeMillis, deadline)
                .recover(error -> error instanceof ChunkFetch.BodyGone
                        ? report(member, Long.MAX_VALUE, deadline)
                        : Future.failedFuture(error))
                .recover(error -> Future.failedFuture(noReport(member, error)));
    }

    private Future<NodeReport> report(String member, long maxAgeMillis, long deadline) {
        Optional<Snapshot> last = roster.snapshot(member);
        Message.Gather gather = new Message.Gather(
                maxAgeMillis,
                last.map(snapshot -> stamps.get(member))
                        .filter(known ->
                                known.fingerprint().equals(last.get().schema().fingerprint()))
                        .map(Message.Head::stamp)
                        .orElse(-1L),
                last.map(Snapshot::sequence).orElse(-1L));
        counts.requested();
        return send(member, gather, deadline)
                .compose(answer -> answer instanceof Message.Report report
                        ? receive(member, report, deadline)
                        : Future.failedFuture(new WireException(3, "not a report")));
    }

    private NoReport noReport(String member, Throwable error) {
        Reason reason = reason(error);
        counts.failed(reason);
        if (reason == Reason.TIMEOUT) {
            roster.timedOut(member, nanoTime.getAsLong());
        }
        return new NoReport(reason, error);
    }

    private Reason reason(Throwable error) {
        if (error instanceof WireException) {
            counts.malformed();
            return Reason.MALFORMED;
        }
        if (error instanceof ReplyException reply) {
            return switch (reply.failureType()) {
                case TIMEOUT -> Reason.TIMEOUT;
                case NO_HANDLERS -> Reason.LOST;
                default -> Reason.FAILED;
            };
        }
        return Reason.FAILED;
    }

    private Future<Message> send(String member, Message message, long deadlineNanos) {
        long left = Math.max(1, (deadlineNanos - nanoTime.getAsLong()) / 1_000_000);
        return vertx.eventBus()
                .<Buffer>request(
                        Addresses.node(member),
                        Buffer.buffer(messages.write(message)),
                        new DeliveryOptions().setSendTimeout(left))
                .compose(reply -> {
                    try {
                        return Future.succeededFuture(messages.read(reply.body().getBytes()));
                    } catch (WireException e) {
                        return Future.failedFuture(e);
                    }
                });
    }

    /** Takes a report that was asked for or published; its body may have to be fetched. */
    Future<NodeReport> receive(String member, Message.Report report, long deadlineNanos) {
        if (!report.peer().member().equals(member)) {
            return Future.failedFuture(new WireException(4, "a member speaks for another"));
        }
        return body(member, report, deadlineNanos).compose(body -> {
            try {
                NodeReport heard = decode(report, body);
                roster.heard(report.peer(), heard, nanoTime.getAsLong());
                return Future.succeededFuture(heard);
            } catch (WireException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private Future<byte[]> body(String member, Message.Report report, long deadlineNanos) {
        if (!report.body().chunked()) {
            return Future.succeededFuture(report.body().inline());
        }
        ChunkFetch fetch = new ChunkFetch(report, request -> send(member, request, deadlineNanos), inFlight);
        return fetch.start();
    }

    private NodeReport decode(Message.Report report, byte[] body) throws WireException {
        return new NodeReport(
                report.peer().member(),
                report.node(),
                report.broker(),
                report.ageMillis(),
                report.snapshot().isEmpty() ? Optional.empty() : Optional.of(snapshot(report, body)));
    }

    private Snapshot snapshot(Message.Report report, byte[] body) throws WireException {
        Message.Head head = report.snapshot().orElseThrow();
        if (report.body().content() == Content.NONE) {
            return roster.snapshot(report.peer().member())
                    .filter(last -> last.sequence() == head.sequence())
                    .orElseThrow(() -> new WireException(0, "no body, and the snapshot is not known"));
        }
        Schema known = roster.schema(head.fingerprint()).orElse(Schema.EMPTY);
        Snapshot snapshot = report.body().content() == Content.PAGE
                ? pages.read(report, body).snapshot()
                : BodyCodec.read(report, body, known);
        stamps.put(report.peer().member(), head);
        stamps.keySet().retainAll(roster.present());
        boolean sameSchema = known.fingerprint().equals(head.fingerprint());
        return sameSchema && snapshot.schema() != known ? snapshot.withSchema(known) : snapshot;
    }

    /** True when a report can be taken without asking: its values are in it and their schema is known. */
    boolean isComplete(Message.Report report) {
        return report.snapshot().isEmpty()
                || (!report.body().chunked()
                        && report.body().content() == Content.VALUES
                        && roster.schema(report.snapshot().get().fingerprint()).isPresent());
    }
}
