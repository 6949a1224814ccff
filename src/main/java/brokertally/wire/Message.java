package brokertally.wire;

import brokertally.entries.Entries;
import brokertally.entries.Entry;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.BrokerState;
import brokertally.model.Fingerprint;
import brokertally.model.Incarnation;
import brokertally.model.PushState;
import brokertally.model.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What sidecars say to each other. */
public sealed interface Message {

    /**
     * Asks a sidecar for a report.
     *
     * @param maxAgeMillis a sample that is not older will do; 0 = read the broker
     * @param knownStamp stamp of the page that the asker has of this node, -1 = none; when it is still the stamp, values are
     *     all that the answer needs
     * @param knownSequence the last snapshot that the asker has of this node, -1 = none; when it is still the last one,
     *     the answer has no body
     */
    record Gather(long maxAgeMillis, long knownStamp, long knownSequence) implements Message {}

    /**
     * A report; answers {@link Gather}, or is published after a sample.
     *
     * @param peer the sidecar that reports
     * @param push how its push stands
     * @param node name of its broker node
     * @param broker how the broker is
     * @param ageMillis age of the snapshot when the report was made
     * @param snapshot the head of the last snapshot; empty when there is none
     * @param body its body
     */
    record Report(
            Peer peer,
            PushState push,
            String node,
            BrokerState broker,
            long ageMillis,
            Optional<Head> snapshot,
            Body body)
            implements Message {}

    /**
     * A sidecar.
     *
     * @param member its identifier in the cluster; another one after each restart
     * @param address {@code host:port} of its HTTP server
     * @param version its version
     */
    record Peer(String member, String address, String version) {}

    /**
     * What a snapshot is and where the page of its node stands, without their numbers.
     *
     * @param incarnation which life of the broker
     * @param founded sequence that the lineage of the page began with
     * @param stamp sequence at which the page last changed otherwise than by the values; not above {@code sequence}
     * @param sequence its sequence; that of the page too
     * @param takenMillis when it was taken
     * @param fingerprint of its schema
     * @param series number of its series
     */
    record Head(
            Incarnation incarnation,
            long founded,
            long stamp,
            long sequence,
            long takenMillis,
            Fingerprint fingerprint,
            int series) {

        /** The head of the last sample in a page. */
        public static Head of(LedgerPage page) {
            LedgerPage.Head head = page.head();
            Schema schema = page.current().schema();
            return new Head(
                    head.incarnation(),
                    head.founded(),
                    head.stamp(),
                    head.sequence(),
                    head.takenMillis(),
                    schema.fingerprint(),
                    schema.size());
        }
    }

    /**
     * The numbers of a snapshot.
     *
     * @param content what they consist of
     * @param length bytes of the whole body
     * @param inline the body itself when it fits into {@link WireLimits#CHUNK_BYTES}; else empty, and it is fetched by {@link
     *     ChunkRequest}
     */
    record Body(Content content, int length, byte[] inline) {
        public static final Body NONE = new Body(Content.NONE, 0, new byte[0]);

        /** A body of these bytes, inline when they are few enough; nothing of no bytes. */
        public static Body of(Content content, byte[] bytes) {
            return bytes.length == 0 ? NONE : new Body(content, bytes.length, inlined(bytes));
        }

        /** True when the body has to be fetched in chunks. */
        public boolean chunked() {
            return length > inline.length;
        }
    }

    private static byte[] inlined(byte[] bytes) {
        return bytes.length <= WireLimits.CHUNK_BYTES ? bytes : new byte[0];
    }

    /**
     * Asks for a part of a long body.
     *
     * @param node the node whose sample or page it is; {@link LedgerPage#LONG_GONE} for the page of the long gone
     * @param sequence of the snapshot or page
     * @param content what the body consists of
     * @param offset first byte wanted
     */
    record ChunkRequest(String node, long sequence, Content content, int offset) implements Message {}

    /**
     * A part of a long body.
     *
     * @param sequence of the snapshot or page
     * @param offset its first byte in the body
     * @param bytes at most {@link WireLimits#CHUNK_BYTES}
     */
    record Chunk(long sequence, int offset, byte[] bytes) implements Message {}

    /**
     * Answers a {@link ChunkRequest} for a body that is no longer kept, and a {@link PageRequest} for a page that is not there.
     *
     * @param sequence that was asked for; -1 when none was named
     */
    record Gone(long sequence) implements Message {}

    /**
     * A sidecar leaves in good order.
     *
     * @param member its identifier
     */
    record Goodbye(String member) implements Message {}

    /**
     * Asks which pages supersede those that the asker has, or are unknown to it; answered by {@link Marks}.
     *
     * @param known where the asker's pages stand, at most one more than {@link Ledger#MAX_PAGES}
     * @param nodes the nodes that are meant, at most {@value WireLimits#NODES}; none = all
     */
    record AskPages(List<Ledger.Mark> known, List<String> nodes) implements Message {
        public AskPages {
            known = List.copyOf(known);
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Where pages stand.
     *
     * @param knowledge whether the member itself knows all that it will know
     * @param marks at most one more than {@link Ledger#MAX_PAGES}
     */
    record Marks(Knowledge knowledge, List<Ledger.Mark> marks) implements Message {
        public Marks {
            marks = List.copyOf(marks);
        }
    }

    /**
     * Asks for the page of a node; answered by {@link PageAnswer} or {@link Gone}.
     *
     * @param node the node; {@link LedgerPage#LONG_GONE} for the page of the long gone
     */
    record PageRequest(String node) implements Message {}

    /**
     * A page, or how long it is.
     *
     * @param node its node
     * @param sequence its sequence
     * @param length bytes of the page by {@link PageCodec}
     * @param inline these bytes when they fit into {@link WireLimits#CHUNK_BYTES}; else empty, and they are fetched by {@link
     *     ChunkRequest} with {@link Content#PAGE}
     */
    record PageAnswer(String node, long sequence, int length, byte[] inline) implements Message {
        /** The answer with the bytes of this page, inline when they are few enough. */
        public static PageAnswer of(LedgerPage page, byte[] bytes) {
            return new PageAnswer(page.node(), page.head().sequence(), bytes.length, inlined(bytes));
        }

        /** True when the page has to be fetched in chunks. */
        public boolean chunked() {
            return length > inline.length;
        }
    }

    /**
     * A report that is sent to be kept; answered by {@link Taken} when it is.
     *
     * @param report the report; one with a snapshot
     */
    record Deposit(Report report) implements Message {}

    /**
     * A deposit is kept.
     *
     * @param sequence of its snapshot
     */
    record Taken(long sequence) implements Message {}

    /**
     * Asks for what a member has of the shared entries; answered by {@link SomeEntries}.
     *
     * @param known digest of the asker's entries; when the member's is the same it answers with none
     * @param range which names
     */
    record AskEntries(Fingerprint known, Entries.Range range) implements Message {}

    /**
     * Shared entries.
     *
     * @param entries by name
     * @param more true when the range has others behind the last of these
     */
    record SomeEntries(List<Entry> entries, boolean more) implements Message {
        /** What of this fits into one message; at least one entry, if there is any. */
        public static SomeEntries of(List<Entry> all) {
            List<Entry> some = new ArrayList<>();
            int bytes = 0;
            for (Entry entry : all) {
                bytes += EntryCodec.write(entry).length;
                if (!some.isEmpty() && bytes > WireLimits.CHUNK_BYTES) {
                    return new SomeEntries(some, true);
                }
                some.add(entry);
            }
            return new SomeEntries(some, false);
        }

        public SomeEntries {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Says that an entry was written. Its receiver asks the writer for it, at the writer's own address, so that nobody can
     * write in another's name; answered by {@link Taken} when it has it.
     *
     * @param member the writer
     * @param name the entry
     */
    record News(String member, String name) implements Message {}

    /**
     * What a member shows so that another believes that it is itself: 128 random bits that the other gave to it, see {@link
     * Pass}.
     */
    record Token(long high, long low) {
        /** What is shown by who has been given none yet. */
        public static final Token NONE = new Token(0, 0);
    }

    /**
     * Asks for the token that its sender has to show; answered by a {@link Pass} to the address of the member that it names, not
     * to whoever sent it.
     *
     * @param member who asks
     * @param nonce known to nobody but who asks and who is asked
     */
    record AskPass(String member, Token nonce) implements Message {}

    /**
     * The token that a member has to show.
     *
     * @param member who gives it
     * @param nonce that of the {@link AskPass}
     * @param token what is to be shown to the giver
     */
    record Pass(String member, Token nonce, Token token) implements Message {}

    /**
     * What a member says without being asked.
     *
     * @param member who says it
     * @param token what the receiver has given to that member
     * @param message what it says; not unasked itself
     */
    record Unasked(String member, Token token, Message message) implements Message {}
}
