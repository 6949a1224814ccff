package brokertally.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.TestSnapshots;
import brokertally.ledger.Columns;
import brokertally.ledger.LedgerPage;
import brokertally.model.Endpoint;
import brokertally.model.Family;
import brokertally.model.Incarnation;
import brokertally.model.MetricType;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Suffix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageCodecTest {
    private static final PageCodec CODEC = new PageCodec(new WireLimits(1_000, 1 << 20));
    private static final Schema ONE = TestSnapshots.schema(0);

    static List<LedgerPage> pages() {
        return List.of(
                WirePages.rich("emqx@ü"),
                WirePages.longGone(),
                WirePages.page(TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(20), 0.5)),
                WirePages.page(TestSnapshots.snapshot("empty", 0, Schema.EMPTY, 0)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void page_survives(LedgerPage page) throws WireException {
        WirePages.assertSame(CODEC.read(PageCodec.write(page)), page);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void page_cutAtEveryOffset_isAWireError(LedgerPage page) {
        byte[] whole = PageCodec.write(page);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> CODEC.read(cut)).as("cut at %d", length).isInstanceOf(WireException.class);
        }
    }

    @Test
    void page_withBytesBehindIt_isAWireError() {
        byte[] whole = PageCodec.write(WirePages.longGone());
        assertThatThrownBy(() -> CODEC.read(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("too many");
    }

    /** Whatever is taken is written again as the very same bytes: no page has two forms. */
    @ParameterizedTest
    @MethodSource("pages")
    void page_withAnyOneByteChanged_isAWireErrorOrAPageOfJustTheseBytes(LedgerPage page) {
        byte[] whole = PageCodec.write(page);
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) mask;
                refused += refusedOrCanonical(changed) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(whole.length);
    }

    @Test
    void page_withManyBytesChanged_isAWireErrorOrAPageOfJustTheseBytes() {
        Random random = new Random(7);
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = PageCodec.write(pages().get(random.nextInt(3)));
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
            }
            refusedOrCanonical(bytes);
        }
    }

    private static boolean refusedOrCanonical(byte[] bytes) {
        try {
            assertThat(PageCodec.write(CODEC.read(bytes))).isEqualTo(bytes);
            return false;
        } catch (WireException refused) {
            assertThat(refused.offset()).isBetween(0, bytes.length);
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 9, 255})
    void page_ofAnotherVersion_isRefusedByName(int version) {
        byte[] bytes = PageCodec.write(WirePages.longGone());
        bytes[0] = (byte) version;
        assertThatThrownBy(() -> CODEC.read(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("version " + version);
    }

    /** Bytes that are stored never change their meaning. */
    @Test
    void page_storedByVersion1_isStillRead() throws Exception {
        byte[] stored = WireTest.golden("page-v1.hex");
        WirePages.assertSame(CODEC.read(stored), WirePages.longGone());
        assertThat(PageCodec.write(WirePages.longGone())).isEqualTo(stored);
    }

    /** A page written by hand, so that it can say what no page says. */
    private static final class Lie {
        private String node = "n";
        private long incarnation = 1;
        private long founded = 1;
        private long sequence = 3;
        private long stamp = 2;
        private long taken = 4;
        private int foldedCount = 0;
        private final Map<String, Long> folded = new TreeMap<>();
        private Schema schema = ONE;
        private int base = 0;
        private int absentCount = 0;
        private int[] absent = {};

        byte[] bytes() {
            WireWriter out = new WireWriter(256).u8(1).text(node);
            out.i64(incarnation).i64(founded).i64(sequence).i64(stamp).i64(taken);
            out.i32(foldedCount == 0 ? folded.size() : foldedCount);
            folded.forEach((name, at) -> out.text(name).i64(at));
            columns(out, schema, base);
            out.i32(absentCount == 0 ? absent.length : absentCount);
            for (int i : absent) {
                out.i32(i);
            }
            columns(out, Schema.EMPTY, 0);
            return out.toBytes();
        }

        private static void columns(WireWriter out, Schema schema, int base) {
            SchemaCodec.write(out, schema.table());
            out.doubles(new double[schema.size()]).u8(base);
            if (base == 1) {
                out.doubles(new double[schema.size()]);
            }
        }
    }

    private static void refused(Lie lie, String why) {
        assertThatThrownBy(() -> CODEC.read(lie.bytes()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aPageByHand_isRead() throws WireException {
        assertThat(CODEC.read(new Lie().bytes()).head())
                .isEqualTo(new LedgerPage.Head("n", new Incarnation(1), 1, 3, 2, 4));
    }

    @Test
    void head_thatNoPageHas_isRefused() {
        Lie negativeLife = new Lie();
        negativeLife.incarnation = -1;
        refused(negativeLife, "incarnation is negative");
        Lie negativeFounded = new Lie();
        negativeFounded.founded = Long.MIN_VALUE;
        refused(negativeFounded, "founded is negative");
        Lie foundedLate = new Lie();
        foundedLate.founded = 4;
        refused(foundedLate, "founded 4");
        Lie stampedLate = new Lie();
        stampedLate.stamp = 4;
        refused(stampedLate, "stamp 4");
        Lie endless = new Lie();
        endless.sequence = Long.MAX_VALUE;
        refused(endless, "sequence 9223372036854775807 is above");
        Lie negativeTime = new Lie();
        negativeTime.taken = -1;
        refused(negativeTime, "time is negative");
    }

    @Test
    void folded_whereNoPageHasIt_isRefused() {
        Lie ofANode = new Lie();
        ofANode.folded.put("a", 1L);
        refused(ofANode, "only the page of the long gone");
        Lie intoItself = new Lie();
        intoItself.node = "";
        intoItself.folded.put("", 1L);
        refused(intoItself, "not sorted");
        Lie negative = new Lie();
        negative.node = "";
        negative.folded.put("a", -1L);
        refused(negative, "founded is negative");
    }

    @Test
    void folded_outOfOrderOrTwice_isRefused() {
        for (String second : List.of("a", "b")) {
            WireWriter out = new WireWriter(64)
                    .u8(1)
                    .text("")
                    .i64(0)
                    .i64(0)
                    .i64(0)
                    .i64(0)
                    .i64(0);
            out.i32(2).text("b").i64(1).text(second).i64(2);
            assertThatThrownBy(() -> CODEC.read(out.toBytes())).hasMessageContaining("not sorted");
        }
    }

    @Test
    void absentSeries_thatAreNotThereOrNotRising_areRefused() {
        for (int[] absent : new int[][] {{1}, {-1}, {0, 0}, {1_000}, {Integer.MAX_VALUE}}) {
            Lie lie = new Lie();
            lie.absent = absent;
            refused(lie, "absent");
        }
    }

    @Test
    void base_thatIsNeitherThereNorNot_isRefused() {
        Lie lie = new Lie();
        lie.base = 2;
        refused(lie, "base 2");
        Lie ofNothing = new Lie();
        ofNothing.schema = Schema.EMPTY;
        ofNothing.base = 1;
        refused(ofNothing, "base 1 of 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1_001, 999, 10_001, 9_999})
    void counts_thatCannotBe_areRefusedBeforeAnythingIsAllocated(int count) {
        Lie folded = new Lie();
        folded.node = "";
        folded.foldedCount = count;
        refused(folded, "");
        Lie absent = new Lie();
        absent.absentCount = count;
        refused(absent, "");
        WireWriter schema =
                new WireWriter(64).u8(1).text("n").i64(0).i64(0).i64(0).i64(0).i64(0);
        schema.i32(0).i32(count).i32(count);
        assertThatThrownBy(() -> CODEC.read(schema.toBytes())).isInstanceOf(WireException.class);
        WireWriter node = new WireWriter(64).u8(1).i32(count);
        assertThatThrownBy(() -> CODEC.read(node.toBytes())).isInstanceOf(WireException.class);
    }

    private static void refusedSchema(WireWriter schema, String why) {
        WireReader in = new WireReader(schema.toBytes());
        assertThatThrownBy(() -> new SchemaCodec(new WireLimits(1_000, 1 << 20)).read(in))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(why);
    }

    private static WireWriter family(WireWriter out, String name, int series) {
        return out.u8(0).u8(0).text(name).text("").i32(series);
    }

    @Test
    void schema_withAFamilyTwice_isRefused() {
        WireWriter out = new WireWriter(64).i32(2).i32(2);
        refusedSchema(family(family(out, "a", 1), "a", 1).u8(0).i32(0).u8(0).i32(0), "family stands twice");
    }

    @Test
    void schema_withAFamilyWithoutSeries_isRefused() {
        WireWriter out = new WireWriter(64).i32(2).i32(1);
        refusedSchema(family(family(out, "a", 0), "b", 1).u8(0).i32(0), "without series");
    }

    @Test
    void schema_outOfOrder_isRefused() {
        WireWriter out = new WireWriter(64).i32(2).i32(2);
        refusedSchema(family(family(out, "b", 1), "a", 1).u8(0).i32(0).u8(0).i32(0), "not sorted");
    }

    @Test
    void schema_withASeriesTwice_isRefused() {
        WireWriter out = new WireWriter(64).i32(1).i32(2);
        refusedSchema(family(out, "a", 2).u8(0).i32(0).u8(0).i32(0), "stand twice");
    }

    @Test
    void schema_withARawNewlineInALabel_isRefused() {
        SchemaBuilder builder = new SchemaBuilder();
        int family = builder.family(new Family(Endpoint.STATS, "a", MetricType.COUNTER, ""));
        builder.add(family, Suffix.NONE, "id=\"a\nevil 1\"");
        WireWriter out = new WireWriter(64);
        SchemaCodec.write(out, builder.build().schema().table());
        refusedSchema(out, "canonical");
    }

    /** Suffixes that no family of the type has: the order of such series is not one, and a sort may throw. */
    @Test
    void schema_ofWildSuffixes_isASchemaOrAWireError() {
        Random random = new Random(3);
        for (int run = 0; run < 300; run++) {
            int series = 64 + random.nextInt(200);
            WireWriter out = family(new WireWriter(4096).i32(1).i32(series), "a", series);
            StringBuilder pool = new StringBuilder();
            for (int i = 0; i < series; i++) {
                String labels =
                        List.of("", "a=\"%d\",", "").get(random.nextInt(3)).formatted(random.nextInt(9)) + "le=\""
                                + random.nextInt(50) + "\"";
                out.u8(random.nextInt(4)).i32(labels.length());
                pool.append(labels);
            }
            byte[] labels = pool.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            out.bytes(labels, 0, labels.length);
            refusedSchema(out, "");
        }
    }

    @Test
    void page_takesTheSchemaThatIsKept() throws WireException {
        LedgerPage page = WirePages.rich("n");
        Schema kept = page.current().schema();
        PageCodec sharing = new PageCodec(
                new WireLimits(1_000, 1 << 20),
                schema -> schema.fingerprint().equals(kept.fingerprint()) ? kept : schema);
        LedgerPage read = sharing.read(PageCodec.write(page));
        assertThat(read.current().schema()).isSameAs(kept);
        WirePages.assertSame(read, page);
    }

    private static final Message.Peer PEER = new Message.Peer("m", "127.0.0.1:1", "0");

    @Test
    void pageOfAReport_isTheOneAnnounced() throws WireException {
        LedgerPage page = WirePages.rich("n");
        Message.Report report = WirePages.report(PEER, page, Content.PAGE);
        WirePages.assertSame(CODEC.read(report, PageCodec.write(page)), page);

        byte[] otherNode = PageCodec.write(WirePages.rich("o"));
        assertThatThrownBy(() -> CODEC.read(report, otherNode)).hasMessageContaining("announced");
        LedgerPage.Head head = page.head();
        LedgerPage.Head later = new LedgerPage.Head(
                "n", head.incarnation(), head.founded(), head.sequence() + 1, head.stamp(), head.takenMillis());
        Columns columns = page.current();
        byte[] newer = PageCodec.write(
                new LedgerPage(later, new LedgerPage.Current(columns, page.absent()), page.dropped(), Map.of()));
        assertThatThrownBy(() -> CODEC.read(report, newer)).hasMessageContaining("announced");
        Message.Report values = WirePages.report(PEER, page, Content.VALUES);
        assertThatThrownBy(() -> CODEC.read(values, PageCodec.write(page))).hasMessageContaining("VALUES");
    }
}
