package brokertally.wire;

import brokertally.ledger.Columns;
import brokertally.ledger.LedgerPage;
import brokertally.model.Incarnation;
import brokertally.model.Schema;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Pages of the ledger as bytes, the same on the bus and in files; equal pages have equal bytes. They carry a version of their
 * own, because a file may be older than the messages are.
 *
 * <p>Version 1: version (u8); node, incarnation, founded, sequence, stamp, taken (i64 each); number of folded nodes (i32), each
 * name and founded (i64), sorted by name; the columns of the last sample; number of absent series (i32), their indices (i32);
 * the columns of the dropped series. Columns: schema, last (f64 each), 1 and base (f64 each) or 0 (u8).
 */
public final class PageCodec {
    private static final int VERSION = 1;

    /** Length of a name and a number. */
    private static final int FOLDED_BYTES = 12;

    private final WireLimits limits;
    private final SchemaCodec schemas;
    private final UnaryOperator<Schema> shared;

    /** A codec whose pages have schemas of their own. */
    public PageCodec(WireLimits limits) {
        this(limits, schema -> schema);
    }

    /**
     * A codec whose pages share schemas.
     *
     * @param limits what is taken at the most
     * @param shared gives for a schema the equal one that is kept, or the schema itself
     */
    public PageCodec(WireLimits limits, UnaryOperator<Schema> shared) {
        this.limits = limits;
        this.schemas = new SchemaCodec(limits);
        this.shared = shared;
    }

    /** The bytes of a page. */
    public static byte[] write(LedgerPage page) {
        long size = 1024 + size(page.current()) + size(page.dropped()) + 4L * page.absent().length;
        WireWriter out = new WireWriter((int) Math.min(1 << 28, size));
        LedgerPage.Head head = page.head();
        out.u8(VERSION).text(head.node()).i64(head.incarnation().startedMillis());
        out.i64(head.founded()).i64(head.sequence()).i64(head.stamp()).i64(head.takenMillis());
        out.i32(page.folded().size());
        new TreeMap<>(page.folded()).forEach((node, founded) -> out.text(node).i64(founded));
        write(out, page.current());
        out.i32(page.absent().length);
        for (int i : page.absent()) {
            out.i32(i);
        }
        write(out, page.dropped());
        return out.toBytes();
    }

    private static long size(Columns columns) {
        return columns.schema().table().bytes() + 8L * columns.last().length + 8L * columns.base().length + 64;
    }

    private static void write(WireWriter out, Columns columns) {
        SchemaCodec.write(out, columns.schema().table());
        out.doubles(columns.last()).u8(columns.hasBase() ? 1 : 0).doubles(columns.base());
    }

    /** The page in these bytes; throws {@link WireException} for anything else. */
    public LedgerPage read(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new WireException(0, "page of version " + version + ", this sidecar knows version " + VERSION);
        }
        LedgerPage page;
        try {
            page = page(in);
        } catch (IllegalArgumentException e) {
            throw new WireException(in.offset(), e.getMessage());
        }
        in.end();
        return page;
    }

    /**
     * The page in the body of a report, when it is the page that the report announces.
     *
     * @param report the report, its content {@link Content#PAGE}
     * @param body its whole body, put together from chunks where it was long
     */
    public LedgerPage read(Message.Report report, byte[] body) throws WireException {
        if (report.body().content() != Content.PAGE) {
            throw new WireException(0, "a body of " + report.body().content() + ", not of a page");
        }
        LedgerPage page = read(body);
        boolean announced =
                report.node().equals(page.node()) && report.snapshot().equals(Optional.of(Message.Head.of(page)));
        if (!announced) {
            throw new WireException(0, "page is not the one that was announced");
        }
        return page;
    }

    private LedgerPage page(WireReader in) throws WireException {
        LedgerPage.Head head = new LedgerPage.Head(
                in.text(WireLimits.WORD_BYTES),
                new Incarnation(in.natural("incarnation")),
                in.sequence("founded"),
                in.sequence("sequence"),
                in.sequence("stamp"),
                in.natural("time"));
        Map<String, Long> folded = folded(in);
        LedgerPage.Current current = new LedgerPage.Current(columns(in), absent(in));
        return new LedgerPage(head, current, columns(in), folded);
    }

    private static Map<String, Long> folded(WireReader in) throws WireException {
        int count = in.fitting(in.count(WireLimits.FOLDED, "number of folded nodes"), FOLDED_BYTES);
        SortedMap<String, Long> folded = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int at = in.offset();
            String node = in.text(WireLimits.WORD_BYTES);
            if (node.isEmpty() || (i > 0 && folded.lastKey().compareTo(node) >= 0)) {
                throw new WireException(at, "folded nodes are not sorted");
            }
            folded.put(node, in.sequence("founded"));
        }
        return folded;
    }

    private int[] absent(WireReader in) throws WireException {
        int[] absent = new int[in.fitting(in.count(limits.series(), "number of absent series"), 4)];
        for (int i = 0; i < absent.length; i++) {
            absent[i] = in.count(limits.series(), "absent series");
        }
        return absent;
    }

    private Columns columns(WireReader in) throws WireException {
        Schema schema = shared.apply(schemas.read(in));
        double[] last = in.doubles(schema.size());
        int at = in.offset();
        int base = in.u8();
        if (base > 1 || (base == 1 && schema.size() == 0)) {
            throw new WireException(at, "base " + base + " of " + schema.size() + " series");
        }
        return new Columns(schema, last, in.doubles(base * schema.size()));
    }
}
