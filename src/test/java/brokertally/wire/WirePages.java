package brokertally.wire;

import static org.assertj.core.api.Assertions.assertThat;

import brokertally.ledger.Bookkeeper;
import brokertally.ledger.Columns;
import brokertally.ledger.LedgerPage;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.PushState;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.model.Suffix;
import brokertally.model.Values;
import java.util.Map;
import java.util.Optional;

/** Pages for tests of the wire, the cluster and files. */
public final class WirePages {
    private static final Bookkeeper.Rules RULES =
            new Bookkeeper.Rules(family -> family.type() != MetricType.GAUGE, 100);

    /** A push that has gone well. */
    static final PushState PUSH = new PushState(PushState.Kind.PUSHING, Optional.empty(), 1_700_000_000_123L);

    private WirePages() {}

    /** The first page of the snapshot's node. */
    public static LedgerPage page(Snapshot snapshot) {
        return new Bookkeeper(RULES).found(snapshot);
    }

    /** A report of this page and content. */
    public static Message.Report report(Message.Peer peer, LedgerPage page, Content content) {
        byte[] body =
                switch (content) {
                    case NONE -> new byte[0];
                    case VALUES -> BodyCodec.write(page.snapshot());
                    case PAGE -> PageCodec.write(page);
                };
        return new Message.Report(
                peer,
                PUSH,
                page.node(),
                brokertally.TestSnapshots.UP,
                12,
                Optional.of(Message.Head.of(page)),
                Message.Body.of(content, body));
    }

    /** A page that has some of everything: a base, an absent series, dropped series with a base, histograms. */
    public static LedgerPage rich(String node) {
        LedgerPage.Head head = new LedgerPage.Head(node, new Incarnation(1_000), 3, 70, 50, 1_700_000_000_000L);
        double[] last = {Double.NaN, 1, 2, 2.5, 3, -0.5, Values.ABSENT};
        double[] base = {0, 0, 0, 0, 0, 0, 0};
        double[] moved = {0, 10, 20, 20, 20, 4, -0.0};
        Columns current = new Columns(schema("ü"), last, moved);
        Columns dropped = new Columns(schema("other"), last, base);
        return new LedgerPage(head, new LedgerPage.Current(current, new int[] {1, 6}), dropped, Map.of());
    }

    /** A page of the long gone. */
    public static LedgerPage longGone() {
        LedgerPage.Head head = new LedgerPage.Head(LedgerPage.LONG_GONE, new Incarnation(0), 40, 60, 60, 0);
        Columns totals = new Columns(schema("gone"), new double[] {1, 2, 3, 4, 5, 6, 7}, new double[0]);
        return new LedgerPage(
                head,
                new LedgerPage.Current(totals, new int[0]),
                Columns.NONE,
                Map.of("emqx@a", 1L, "emqx@ü", 2L, "b", 40L));
    }

    /** That two pages are the same to the last bit of a NaN. */
    public static void assertSame(LedgerPage actual, LedgerPage expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withEqualsForType(
                        (a, b) -> Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b), Double.class)
                .isEqualTo(expected);
    }

    /** One gauge, a histogram of five series, one counter. */
    private static Schema schema(String label) {
        SchemaBuilder builder = new SchemaBuilder();
        int gauge = builder.family(new Family(Endpoint.STATS, "clients", MetricType.GAUGE, ""));
        builder.add(gauge, Suffix.NONE, "");
        int histogram = builder.family(new Family(Endpoint.STATS, "latency", MetricType.HISTOGRAM, "Seconds."));
        for (String le : new String[] {"0.1", "1", "+Inf"}) {
            builder.add(histogram, Suffix.BUCKET, "id=\"%s\",le=\"%s\"".formatted(label, le));
        }
        builder.add(histogram, Suffix.SUM, "id=\"%s\"".formatted(label));
        builder.add(histogram, Suffix.COUNT, "id=\"%s\"".formatted(label));
        int counter = builder.family(new Family(Endpoint.AUTH, "matched", MetricType.COUNTER, ""));
        builder.add(counter, Suffix.NONE, "id=\"%s\"".formatted(label));
        return builder.build().schema();
    }
}
