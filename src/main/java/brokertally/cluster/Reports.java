package brokertally.cluster;

import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.NodeReport;
import brokertally.model.PushState;
import brokertally.model.Snapshot;
import brokertally.wire.Content;
import brokertally.wire.Knowledge;
import brokertally.wire.Message;
import brokertally.wire.WireLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the messages that say what this sidecar holds: its own report, and pages of any node. Lives on one event loop. */
final class Reports {
    private final Message.Peer self;
    private final LedgerStore store;
    private final Supplier<Knowledge> knowledge;
    private final Supplier<PushState> push;
    private final Bodies bodies = new Bodies();

    Reports(Message.Peer self, LedgerStore store, Supplier<Knowledge> knowledge, Supplier<PushState> push) {
        this.self = self;
        this.store = store;
        this.knowledge = knowledge;
        this.push = push;
    }

    /** The report without a body: an announcement. */
    Message.Report announcement(NodeReport report) {
        return report(report, Content.NONE);
    }

    /** The report with the numbers alone; for whoever has the page of this stamp. */
    Message.Report values(NodeReport report) {
        return report(report, Content.VALUES);
    }

    /** The report with what the asker needs to know as much. */
    Message.Report answer(NodeReport report, Message.Gather gather) {
        return report(
                report, report.snapshot().map(sample -> content(sample, gather)).orElse(Content.NONE));
    }

    private Content content(Snapshot sample, Message.Gather gather) {
        if (store.pageOf(sample).head().stamp() != gather.knownStamp()) {
            return Content.PAGE;
        }
        return sample.sequence() == gather.knownSequence() ? Content.NONE : Content.VALUES;
    }

    private Message.Report report(NodeReport report, Content content) {
        if (report.snapshot().isEmpty()) {
            return new Message.Report(
                    self,
                    push.get(),
                    report.node(),
                    report.broker(),
                    report.ageMillis(),
                    Optional.empty(),
                    Message.Body.NONE);
        }
        Snapshot sample = report.snapshot().get();
        LedgerPage page = store.pageOf(sample);
        Message.Body body =
                switch (content) {
                    case NONE -> Message.Body.NONE;
                    case VALUES -> body(bodies.values(sample), content);
                    case PAGE -> body(bodies.page(page), content);
                };
        return new Message.Report(
                self,
                push.get(),
                report.node(),
                report.broker(),
                report.ageMillis(),
                Optional.of(Message.Head.of(page)),
                body);
    }

    private static Message.Body body(byte[] bytes, Content content) {
        if (bytes.length == 0) {
            return Message.Body.NONE;
        }
        byte[] inline = bytes.length <= WireLimits.CHUNK_BYTES ? bytes : new byte[0];
        return new Message.Body(content, bytes.length, inline);
    }

    /** The page of a node, whoever wrote it; gone when there is none. */
    Message page(Message.PageRequest request) {
        Optional<LedgerPage> page = store.page(request.node());
        if (page.isEmpty()) {
            return new Message.Gone(0);
        }
        byte[] bytes = bodies.page(page.get());
        byte[] inline = bytes.length <= WireLimits.CHUNK_BYTES ? bytes : new byte[0];
        return new Message.PageAnswer(request.node(), page.get().head().sequence(), bytes.length, inline);
    }

    /** Where the pages stand that the asker should have. */
    Message newerPages(Message.AskPages asked) {
        List<Ledger.Mark> newer = store.ledger().newerThan(asked.known()).stream()
                .filter(mark -> asked.nodes().isEmpty() || asked.nodes().contains(mark.node()))
                .toList();
        return new Message.Marks(knowledge.get(), newer);
    }

    /** A part of a body that was announced. */
    Message chunk(Message.ChunkRequest request) {
        Optional<byte[]> body = body(request);
        if (body.isEmpty() || request.offset() >= body.get().length) {
            return new Message.Gone(request.sequence());
        }
        int end = Math.min(body.get().length, request.offset() + WireLimits.CHUNK_BYTES);
        return new Message.Chunk(
                request.sequence(), request.offset(), Arrays.copyOfRange(body.get(), request.offset(), end));
    }

    /** A body that others have pushed out is made once more while its page is the newest. */
    private Optional<byte[]> body(Message.ChunkRequest request) {
        return bodies.kept(request.node(), request.sequence(), request.content())
                .or(() -> store.page(request.node())
                        .filter(page -> page.head().sequence() == request.sequence())
                        .map(page -> request.content() == Content.PAGE
                                ? bodies.page(page)
                                : bodies.values(page.snapshot())));
    }
}
