package brokertally.cluster;

import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.Reason;
import brokertally.model.Schema;
import brokertally.wire.BodyCodec;
import brokertally.wire.Content;
import brokertally.wire.Message;
import brokertally.wire.MessageCodec;
import brokertally.wire.PageCodec;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Asks other sidecars. Every request has a time limit, every body a size, all bodies together a number of chunks in flight. */
public final class PeerClient {
    private final Vertx vertx;
    private final Intake intake;
    private final MessageCodec messages;
    private final PageCodec pages;
    private final ClusterCounts counts;
    private final Speech speech;
    private final LongSupplier nanoTime;
    private final InFlight inFlight = new InFlight();

    PeerClient(Vertx vertx, Intake intake, WireLimits limits, Speech speech) {
        this.vertx = vertx;
        this.intake = intake;
        this.messages = new MessageCodec(limits);
        this.pages = new PageCodec(limits);
        this.speech = speech;
        this.counts = speech.counts();
        this.nanoTime = System::nanoTime;
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
     * Asks a member and takes its report in.
     *
     * @param maxAgeMillis how old its sample may be
     * @param timeoutMillis when to give up
     * @return the report; fails with {@link NoReport} only
     */
    public Future<NodeReport> ask(String member, long maxAgeMillis, long timeoutMillis) {
        long deadline = deadline(timeoutMillis);
        return report(member, maxAgeMillis, deadline)
                .recover(error -> error instanceof ChunkFetch.BodyGone
                        ? report(member, Long.MAX_VALUE, deadline)
                        : Future.failedFuture(error))
                .recover(error -> Future.failedFuture(noReport(member, error)));
    }

    private Future<NodeReport> report(String member, long maxAgeMillis, long deadline) {
        Message.Gather gather = new Message.Gather(maxAgeMillis, intake.stampOf(member), intake.sequenceOf(member));
        counts.requested();
        long asked = nanoTime.getAsLong();
        return send(member, gather, deadline)
                .compose(answer -> answer instanceof Message.Report report
                        ? receive(member, report, deadline, Optional.of(asked))
                        : Future.failedFuture(new WireException(3, "not a report")));
    }

    /** Takes a report in that was published or deposited; its body may have to be fetched. */
    Future<NodeReport> receive(String member, Message.Report report, long timeoutMillis) {
        return receive(member, report, deadline(timeoutMillis), Optional.empty());
    }

    private Future<NodeReport> receive(String member, Message.Report report, long deadline, Optional<Long> asked) {
        if (!report.peer().member().equals(member)) {
            return Future.failedFuture(new WireException(4, "a member speaks for another"));
        }
        return body(member, report, deadline).compose(body -> {
            try {
                Intake.Heard heard = decode(report, body);
                intake.take(heard, asked);
                return Future.succeededFuture(heard.report());
            } catch (WireException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private Future<byte[]> body(String member, Message.Report report, long deadline) {
        if (!report.body().chunked()) {
            return Future.succeededFuture(report.body().inline());
        }
        Message.Head head = report.snapshot().orElseThrow();
        Message.ChunkRequest first = new Message.ChunkRequest(
                report.node(), head.sequence(), report.body().content(), 0);
        return fetch(member, first, report.body().length(), deadline);
    }

    private Future<byte[]> fetch(String member, Message.ChunkRequest first, int length, long deadline) {
        return new ChunkFetch(first, length, request -> send(member, request, deadline), inFlight).start();
    }

    private Intake.Heard decode(Message.Report report, byte[] body) throws WireException {
        if (report.snapshot().isEmpty()) {
            return heard(report, Optional.empty());
        }
        return heard(report, Optional.of(page(report, body)));
    }

    private static Intake.Heard heard(Message.Report report, Optional<LedgerPage> page) {
        NodeReport node = new NodeReport(
                report.peer().member(),
                report.node(),
                report.broker(),
                report.ageMillis(),
                page.map(LedgerPage::snapshot));
        return new Intake.Heard(report.peer(), report.push(), node, page);
    }

    private LedgerPage page(Message.Report report, byte[] body) throws WireException {
        Message.Head head = report.snapshot().orElseThrow();
        if (report.body().content() == Content.PAGE) {
            return intake.shared(pages.read(report, body));
        }
        if (report.body().content() == Content.NONE) {
            return intake.known(report.node(), head)
                    .orElseThrow(() -> new WireException(0, "no body, and the page is not known"));
        }
        Schema known = intake.schema(report.node(), head).orElse(Schema.EMPTY);
        return intake.following(BodyCodec.read(report, body, known), head)
                .orElseThrow(() -> new WireException(0, "numbers for a page that is not known"));
    }

    /** True when a report can be taken without asking: its numbers are in it, and so are those of its page that are not. */
    boolean isComplete(Message.Report report) {
        return report.snapshot().isEmpty()
                || (!report.body().chunked()
                        && report.body().content() == Content.VALUES
                        && intake.schema(report.node(), report.snapshot().get()).isPresent());
    }

    /** True when this sidecar has the page of the report, apart from numbers that were read since. */
    boolean knowsPage(Message.Report report) {
        return report.snapshot()
                .flatMap(head -> intake.schema(report.node(), head))
                .isPresent();
    }

    /** Tells a member of a report and waits until it has taken it in. */
    Future<Void> deposit(String member, Message.Report report, long timeoutMillis) {
        return tell(member, new Message.Deposit(report), timeoutMillis)
                .compose(answer -> answer instanceof Message.Taken
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture(new WireException(3, "not a confirmation")))
                .recover(error -> Future.failedFuture(noReport(member, error)));
    }

    /** Any question about shared entries; fails with {@link NoReport} only. */
    Future<Message> request(String member, Message question, long timeoutMillis) {
        return send(member, question, deadline(timeoutMillis))
                .recover(error -> Future.failedFuture(noReport(member, error)));
    }

    /**
     * Tells a member what it has not asked for, and brings its answer. When it refuses, the token may be to blame: then it
     * is told once more without, as one that has none yet.
     */
    Future<Message> tell(String member, Message message, long timeoutMillis) {
        long deadline = deadline(timeoutMillis);
        Message.Unasked said = speech.unasked(member, message);
        return send(member, said, deadline)
                .recover(error -> isRefusal(error) && speech.passes().forget(member, said.token())
                        ? send(member, speech.unasked(member, message), deadline)
                        : Future.failedFuture(error));
    }

    private static boolean isRefusal(Throwable error) {
        return error instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
    }

    /** The pages that a member has newer than these marks say; fails with {@link NoReport} only. */
    Future<Message.Marks> newerPages(String member, Message.AskPages question, long timeoutMillis) {
        return send(member, question, deadline(timeoutMillis))
                .compose(answer -> answer instanceof Message.Marks marks
                        ? Future.succeededFuture(marks)
                        : Future.failedFuture(new WireException(3, "not a list of pages")))
                .recover(error -> Future.failedFuture(noReport(member, error)));
    }

    /** A member's page of a node; fails with {@link NoReport} only. */
    Future<LedgerPage> page(String member, String node, long timeoutMillis) {
        long deadline = deadline(timeoutMillis);
        return fetchPage(member, node, deadline)
                .recover(error -> error instanceof ChunkFetch.BodyGone
                        ? fetchPage(member, node, deadline)
                        : Future.failedFuture(error))
                .recover(error -> Future.failedFuture(noReport(member, error)));
    }

    private Future<LedgerPage> fetchPage(String member, String node, long deadline) {
        return send(member, new Message.PageRequest(node), deadline)
                .compose(answer -> answer instanceof Message.PageAnswer page
                        ? pageBytes(member, page, deadline)
                        : Future.failedFuture(new WireException(3, "not a page")))
                .compose(bytes -> {
                    try {
                        return Future.succeededFuture(intake.shared(pages.read(bytes)));
                    } catch (WireException e) {
                        return Future.failedFuture(e);
                    }
                });
    }

    private Future<byte[]> pageBytes(String member, Message.PageAnswer page, long deadline) {
        Message.ChunkRequest first = new Message.ChunkRequest(page.node(), page.sequence(), Content.PAGE, 0);
        return page.inline().length == page.length()
                ? Future.succeededFuture(page.inline())
                : fetch(member, first, page.length(), deadline);
    }

    private NoReport noReport(String member, Throwable error) {
        Reason reason = reason(error);
        counts.failed(reason);
        if (reason == Reason.TIMEOUT) {
            intake.timedOut(member);
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

    private long deadline(long timeoutMillis) {
        return nanoTime.getAsLong() + timeoutMillis * 1_000_000;
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
}
