package brokertally.ledger;

import brokertally.model.Incarnation;
import brokertally.model.Schema;
import brokertally.model.Snapshot;
import brokertally.model.Values;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of one node's counters: the last sample and, behind it, what ended lives of the broker and falls of single
 * series have left (DESIGN §4.3). Its contribution to a total is the sum of both. Immutable; made by {@link Bookkeeper}.
 *
 * <p>A page has one writer, the sidecar of its node. Of two pages of one node the one with the older lineage is kept, then
 * the one with the higher sequence: a total order, so that pages can be joined anywhere, in any order and as often as one
 * likes.
 */
public final class LedgerPage {
    /** The node name of the page that holds what long-gone nodes have left, all together. */
    public static final String LONG_GONE = "";

    private final Head head;
    private final Columns current;
    private final int[] absent;
    private final Columns dropped;
    private final Map<String, Long> folded;

    /**
     * Where a page stands among all pages of its node.
     *
     * @param node name of the broker node; {@link #LONG_GONE} for the page of all that are long gone
     * @param incarnation the life of the broker that the last sample belongs to
     * @param founded sequence of the sample that the lineage of this page began with
     * @param sequence of the last sample in it
     * @param stamp sequence of the sample that last changed anything but the numbers read: whoever has a page of this stamp
     *     makes this one from the numbers alone
     * @param takenMillis when the last sample was taken, Unix milliseconds
     */
    public record Head(
            String node, Incarnation incarnation, long founded, long sequence, long stamp, long takenMillis) {
        public Head {
            if (node == null || incarnation == null) {
                throw new IllegalArgumentException("page without a node or incarnation");
            }
            if (founded < 0 || sequence < founded || stamp > sequence) {
                throw new IllegalArgumentException(
                        "founded " + founded + ", stamp " + stamp + ", sequence " + sequence);
            }
        }
    }

    /**
     * What the last sample had.
     *
     * @param columns every series of its schema; those that do not count have a number but never a base
     * @param absent indices, rising, of series that count and had no number that can be used: their last one is older
     */
    public record Current(Columns columns, int[] absent) {
        public Current {
            int before = -1;
            for (int i : absent) {
                if (i <= before || i >= columns.size()) {
                    throw new IllegalArgumentException("absent series " + i + " of " + columns.size());
                }
                before = i;
            }
        }
    }

    /**
     * A page; the arrays are taken over.
     *
     * @param head where it stands
     * @param current what the last sample had
     * @param dropped counters that the broker has shown and shows no more
     * @param folded in the page of the long gone: each node whose pages went into it, and the youngest lineage of those. In
     *     any other page, nothing, or its own node and the lineage that it branched off from ({@link Bookkeeper#branch})
     */
    public LedgerPage(Head head, Current current, Columns dropped, Map<String, Long> folded) {
        if (!head.node().equals(LONG_GONE) && !Set.of(head.node()).containsAll(folded.keySet())) {
            throw new IllegalArgumentException("only the page of the long gone has other nodes folded into it");
        }
        this.head = head;
        this.current = current.columns();
        this.absent = current.absent();
        this.dropped = dropped;
        this.folded = Map.copyOf(folded);
    }

    public Head head() {
        return head;
    }

    public String node() {
        return head.node();
    }

    public Columns current() {
        return current;
    }

    /** See {@link Current#absent}; read only. */
    @SuppressWarnings("EI_EXPOSE_REP")
    public int[] absent() {
        return absent;
    }

    public Columns dropped() {
        return dropped;
    }

    public Map<String, Long> folded() {
        return folded;
    }

    /** True when this page is kept and the other one of the same node is not. */
    public boolean supersedes(LedgerPage other) {
        return supersedes(other.head.founded, other.head.sequence);
    }

    /** The same against a page of which only its place is known. */
    public boolean supersedes(long founded, long sequence) {
        return head.founded != founded ? head.founded < founded : head.sequence > sequence;
    }

    /** True when it goes on from a page of which nobody knew whether there was a newer one. */
    public boolean isBranch() {
        return folded.containsKey(head.node());
    }

    /** The one of two pages of a node that is kept. */
    public static LedgerPage join(LedgerPage a, LedgerPage b) {
        if (!a.node().equals(b.node())) {
            throw new IllegalArgumentException("pages of " + a.node() + " and " + b.node());
        }
        return b.supersedes(a) ? b : a;
    }

    /**
     * What has to be added to the values of the last sample to get the contributions of its series, one for each series of
     * the schema; {@link Values#ABSENT} for one that was never read. Empty when nothing has to be added to any.
     */
    public Optional<double[]> behindCurrent() {
        if (absent.length == 0) {
            return current.hasBase() ? Optional.of(current.base()) : Optional.empty();
        }
        double[] behind = current.hasBase() ? current.base().clone() : new double[current.size()];
        boolean some = current.hasBase();
        for (int i : absent) {
            behind[i] = current.total(i);
            some |= !Values.isAbsent(behind[i]);
        }
        return some ? Optional.of(behind) : Optional.empty();
    }

    /** The last sample as a snapshot, for whoever has the page and not the sample. */
    public Snapshot snapshot() {
        double[] values = current.last();
        if (absent.length > 0) {
            values = values.clone();
            for (int i : absent) {
                values[i] = Values.ABSENT;
            }
        }
        return new Snapshot(
                head.node,
                head.incarnation,
                new Snapshot.Moment(head.sequence, head.takenMillis),
                current.schema(),
                values);
    }

    /** The same page with an equal schema that is there already, so that one schema is kept for all who share it. */
    public LedgerPage withSchema(Schema equal) {
        if (!equal.fingerprint().equals(current.schema().fingerprint())) {
            throw new IllegalArgumentException("another schema");
        }
        Columns columns = new Columns(equal, current.last(), current.base());
        return new LedgerPage(head, new Current(columns, absent), dropped, folded);
    }

    /** Bytes that the numbers of this page take beside those of the snapshot. */
    public long bytes() {
        return 8L * current.base().length + 4L * absent.length + 16L * dropped.size();
    }
}
