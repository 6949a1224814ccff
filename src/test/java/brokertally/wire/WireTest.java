package brokertally.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.TestSnapshots;
import brokertally.entries.Entries;
import brokertally.entries.Entry;
import brokertally.entries.Stamp;
import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.Fingerprint;
import brokertally.model.Incarnation;
import brokertally.model.PushFailure;
import brokertally.model.PushState;
import brokertally.model.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
    private static final WireLimits LIMITS = new WireLimits(10_000, 4 << 20);
    private static final PageCodec PAGES = new PageCodec(LIMITS);
    private static final Message.Peer PEER = new Message.Peer("m1", "127.0.0.1:18090", "0.1.0");
    private static final Message.Token TOKEN = new Message.Token(-1, 1L << 62);
    private final MessageCodec codec = new MessageCodec(LIMITS);

    static List<Message> messages() {
        LedgerPage page = WirePages.page(TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(20), 0.5));
        List<Ledger.Mark> marks = List.of(new Ledger.Mark("", 0, 0), new Ledger.Mark("emqx@ü", 3, 1L << 62));
        return List.of(
                new Message.Gather(1_000, 6, 7),
                new Message.Gather(0, -1, -1),
                report(page, Content.PAGE),
                report(page, Content.VALUES),
                report(page, Content.NONE),
                report(WirePages.rich("n"), Content.PAGE),
                new Message.Report(PEER, PushState.OFF, "ü", TestSnapshots.UP, 0, Optional.empty(), Message.Body.NONE),
                new Message.ChunkRequest("emqx@a", 7, Content.VALUES, 262_144),
                new Message.ChunkRequest("", 7, Content.PAGE, 0),
                new Message.Chunk(7, 262_144, new byte[] {1, 2, 3}),
                new Message.Gone(-1),
                new Message.Goodbye("m1"),
                new Message.AskPages(marks, List.of()),
                new Message.AskPages(List.of(), List.of("emqx@a", "")),
                new Message.Marks(Knowledge.SETTLED, marks),
                new Message.PageRequest(""),
                Message.PageAnswer.of(WirePages.longGone(), PageCodec.write(WirePages.longGone())),
                new Message.PageAnswer("emqx@a", 7, WireLimits.CHUNK_BYTES + 1, new byte[0]),
                new Message.Deposit(report(page, Content.VALUES)),
                new Message.Taken(1L << 62),
                new Message.AskEntries(new Fingerprint(1, -2), new Entries.Range("a", "")),
                new Message.SomeEntries(List.of(), false),
                new Message.SomeEntries(List.of(entry("api_key/a", 0), entry("prometheus", 3)), true),
                new Message.News("m1", "api_key/ü"),
                new Message.AskPass("m1", TOKEN),
                new Message.Pass("m1", TOKEN, Message.Token.NONE),
                new Message.Unasked("m1", TOKEN, new Message.Goodbye("m1")),
                new Message.Unasked("m1", TOKEN, report(page, Content.VALUES)));
    }

    private static Entry entry(String name, int length) {
        List<Stamp> ancestors = List.of(new Stamp(6, "m2"), new Stamp(1L << 61, ""));
        return new Entry(name, new Stamp(1L << 62, "m1"), ancestors, new byte[length]);
    }

    private static Message.Report report(LedgerPage page, Content content) {
        return WirePages.report(PEER, page, content);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_survivesTheWire(Message message) throws WireException {
        assertThat(codec.read(codec.write(message))).usingRecursiveComparison().isEqualTo(message);
    }

    /** Time is added to the age wherever it is shown: one that overflows would fail every scrape of the receiver. */
    @Test
    void report_ofAnImpossibleAge_isAWireError() {
        byte[] bytes = codec.write(new Message.Report(
                PEER, PushState.OFF, "emqx@a", TestSnapshots.UP, Long.MAX_VALUE, Optional.empty(), Message.Body.NONE));

        assertThatThrownBy(() -> codec.read(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("age");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_truncatedAtEveryOffset_isAWireError(Message message) {
        byte[] whole = codec.write(message);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.read(cut)).as("cut at %d", length).isInstanceOf(WireException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_flippedAtEveryByte_isAWireError(Message message) {
        byte[] whole = codec.write(message);
        for (int at = 0; at < whole.length; at++) {
            for (int mask : new int[] {1, 0x80, 0xff}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) mask;
                assertThatThrownBy(() -> codec.read(flipped))
                        .as("byte %d ^ %d", at, mask)
                        .isInstanceOf(WireException.class);
            }
        }
    }

    /** The checksum does not protect from a peer that lies: with it made right again nothing but a wire error may come. */
    @ParameterizedTest
    @MethodSource("messages")
    void message_flippedAndSealedAgain_givesAMessageOrAWireError(Message message) {
        byte[] whole = codec.write(message);
        for (int at = 0; at < whole.length - 4; at++) {
            byte[] lie = Arrays.copyOf(whole, whole.length - 4);
            lie[at] ^= (byte) 0x81;
            byte[] sealed =
                    new WireWriter(lie.length + 4).bytes(lie, 0, lie.length).seal();
            readAll(sealed);
        }
    }

    private void readAll(byte[] bytes) {
        try {
            if (codec.read(bytes) instanceof Message.Report report
                    && report.snapshot().isPresent()
                    && report.body().content() != Content.NONE) {
                readBody(report);
            }
        } catch (WireException expected) {
            assertThat(expected.offset()).isBetween(0, bytes.length);
        }
    }

    private static void readBody(Message.Report report) throws WireException {
        byte[] body = report.body().inline();
        if (report.body().content() == Content.PAGE) {
            PAGES.read(report, body);
        } else {
            BodyCodec.read(report, body, TestSnapshots.schema(20));
        }
    }

    @Test
    void message_ofAnotherVersion_isRefusedByName() {
        byte[] bytes = codec.write(new Message.Gone(1));
        bytes[2] = 9;
        assertThatThrownBy(() -> codec.read(bytes)).hasMessageContaining("version 9");
    }

    @ParameterizedTest
    @MethodSource("hostileLengths")
    void report_withAHostileLength_isRefusedBeforeAnythingIsAllocated(int length) {
        byte[] bytes = WireWriter.message(Kind.REPORT, 64).i32(length).seal();
        assertThatThrownBy(() -> codec.read(bytes)).isInstanceOf(WireException.class);
    }

    static List<Integer> hostileLengths() {
        return List.of(Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 17 << 20, 1025);
    }

    private static byte[] listOf(Kind kind, int count) {
        return WireWriter.message(kind, 64).i32(count).i64(0).i64(0).i64(0).seal();
    }

    @ParameterizedTest
    @MethodSource("hostileLengths")
    void marks_withAHostileCount_areRefusedBeforeAnythingIsAllocated(int count) {
        assertThatThrownBy(() -> codec.read(listOf(Kind.MARKS, count))).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> codec.read(listOf(Kind.ASK_PAGES, count))).isInstanceOf(WireException.class);
    }

    @Test
    void marks_asManyAsALedgerHas_areTaken_andOneMoreIsNot() throws WireException {
        List<Ledger.Mark> most = Collections.nCopies(WireLimits.MARKS, new Ledger.Mark("n", 1, 2));
        List<Ledger.Mark> more = Collections.nCopies(WireLimits.MARKS + 1, new Ledger.Mark("n", 1, 2));
        assertThat(codec.read(codec.write(new Message.Marks(Knowledge.SETTLED, most))))
                .isEqualTo(new Message.Marks(Knowledge.SETTLED, most));
        assertThatThrownBy(() -> codec.read(codec.write(new Message.Marks(Knowledge.SETTLED, more))))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("number of marks");
    }

    @Test
    void askPages_forTooManyNodes_isRefused() throws WireException {
        Message most = new Message.AskPages(List.of(), Collections.nCopies(WireLimits.NODES, "n"));
        Message more = new Message.AskPages(List.of(), Collections.nCopies(WireLimits.NODES + 1, "n"));
        assertThat(codec.read(codec.write(most))).isEqualTo(most);
        assertThatThrownBy(() -> codec.read(codec.write(more))).hasMessageContaining("number of nodes");
    }

    @Test
    void mark_thatEndsBeforeItBegins_isRefused() {
        refused(new Message.Marks(Knowledge.SETTLED, List.of(new Ledger.Mark("n", 8, 7))), "founded 8");
        refused(new Message.Marks(Knowledge.SETTLED, List.of(new Ledger.Mark("n", -1, 7))), "negative");
        refused(new Message.Marks(Knowledge.SETTLED, List.of(new Ledger.Mark("n", 0, Long.MAX_VALUE))), "above");
    }

    @ParameterizedTest
    @MethodSource("hostileLengths")
    void entries_withAHostileCountOrLength_areRefusedBeforeAnythingIsAllocated(int length) {
        byte[] count = listOf(Kind.ENTRIES, length);
        byte[] name = WireWriter.message(Kind.ENTRIES, 64).i32(1).i32(length).seal();
        byte[] ancestors = head().i32(length).i64(0).i64(0).seal();
        byte[] body = head().i32(0).i32(length).i64(0).i64(0).seal();
        for (byte[] bytes : List.of(count, name, ancestors, body)) {
            assertThatThrownBy(() -> codec.read(bytes)).isInstanceOf(WireException.class);
        }
    }

    private static WireWriter head() {
        return WireWriter.message(Kind.ENTRIES, 64).i32(1).text("n").i64(1).text("m");
    }

    @Test
    void entry_thatNobodyMayWrite_isRefused() {
        assertThatThrownBy(() -> codec.read(WireWriter.message(Kind.ENTRIES, 64)
                        .i32(1)
                        .text("n")
                        .i64(0)
                        .text("m")
                        .i32(0)
                        .i32(0)
                        .u8(0)
                        .seal()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("version 0");
        assertThatThrownBy(() -> codec.read(WireWriter.message(Kind.ENTRIES, 64)
                        .i32(1)
                        .text("n")
                        .i64(1)
                        .text("a\nb")
                        .i32(0)
                        .i32(0)
                        .u8(0)
                        .seal()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("writer");
    }

    /** A message of the bus is at most a chunk; what does not fit comes with the next one. */
    @Test
    void someEntries_ofManyLongOnes_areAsManyAsFit() throws WireException {
        List<Entry> many =
                List.of(entry("a", Entry.BODY_BYTES), entry("b", 60 * 1024), entry("c", 60 * 1024), entry("d", 1));
        Message.SomeEntries some = Message.SomeEntries.of(many);

        assertThat(some.entries()).hasSize(2);
        assertThat(some.more()).isTrue();
        assertThat(codec.write(some)).hasSizeLessThan(WireLimits.CHUNK_BYTES + 1024);
        assertThat(codec.read(codec.write(some))).isEqualTo(some);
    }

    private void refused(Message lie, String why) {
        assertThatThrownBy(() -> codec.read(codec.write(lie)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(why);
    }

    static List<Message.Head> impossibleHeads() {
        Incarnation life = new Incarnation(1_000);
        Fingerprint schema = TestSnapshots.schema(20).fingerprint();
        return List.of(
                new Message.Head(life, -1, 7, 7, 0, schema, 21),
                new Message.Head(life, 8, 7, 7, 0, schema, 21),
                new Message.Head(life, 7, 8, 7, 0, schema, 21),
                new Message.Head(life, 7, -1, 7, 0, schema, 21),
                new Message.Head(life, 0, 0, Long.MIN_VALUE, 0, schema, 21),
                new Message.Head(life, 7, 7, Long.MAX_VALUE, 0, schema, 21),
                new Message.Head(life, 7, 7, 7, -1, schema, 21),
                new Message.Head(life, 7, 7, 7, 0, schema, -1),
                new Message.Head(life, 7, 7, 7, 0, schema, 10_001));
    }

    @ParameterizedTest
    @MethodSource("impossibleHeads")
    void head_thatNoPageHas_isRefused(Message.Head head) {
        Message.Report report = new Message.Report(
                PEER, PushState.OFF, "emqx@a", TestSnapshots.UP, 0, Optional.of(head), Message.Body.NONE);
        assertThatThrownBy(() -> codec.read(codec.write(report))).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> codec.read(codec.write(new Message.Deposit(report))))
                .isInstanceOf(WireException.class);
    }

    @Test
    void deposit_withoutASnapshot_isRefused() {
        Message.Report empty =
                new Message.Report(PEER, PushState.OFF, "a", TestSnapshots.UP, 0, Optional.empty(), Message.Body.NONE);
        refused(new Message.Deposit(empty), "without a snapshot");
    }

    @Test
    void report_ofASnapshotWithoutANode_isRefused() {
        Message.Report report = report(WirePages.longGone(), Content.NONE);
        refused(report, "without a name");
    }

    @Test
    void report_whoseBodyDoesNotFitItsHead_isRefused() {
        Message.Report report = report(WirePages.rich("a"), Content.NONE);
        Message.Body[] lies = {
            new Message.Body(Content.NONE, 1, new byte[1]),
            new Message.Body(Content.VALUES, 8, new byte[8]),
            new Message.Body(Content.VALUES, 0, new byte[0]),
            new Message.Body(Content.PAGE, 0, new byte[0]),
            new Message.Body(Content.PAGE, 9, new byte[0]),
            new Message.Body(Content.PAGE, 9, new byte[8]),
            new Message.Body(Content.PAGE, (4 << 20) + 1, new byte[0])
        };
        for (Message.Body lie : lies) {
            Message.Report told = new Message.Report(
                    report.peer(), report.push(), report.node(), report.broker(), 0, report.snapshot(), lie);
            assertThatThrownBy(() -> codec.read(codec.write(told)))
                    .as("%s", lie)
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void pageAnswer_whoseLengthAndBytesDisagree_isRefused() {
        refused(new Message.PageAnswer("a", 1, 0, new byte[0]), "without bytes");
        refused(new Message.PageAnswer("a", 1, 5, new byte[0]), "inline");
        refused(new Message.PageAnswer("a", 1, 5, new byte[6]), "inline");
        refused(new Message.PageAnswer("a", 1, (4 << 20) + 1, new byte[0]), "page length");
        refused(new Message.PageAnswer("a", -1, 1, new byte[1]), "negative");
    }

    @Test
    void body_cutAtEveryOffset_isAWireError() {
        Message.Report report = report(smallPage(), Content.VALUES);
        byte[] whole = report.body().inline();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> BodyCodec.read(report, cut, TestSnapshots.schema(20)))
                    .as("cut at %d", length)
                    .isInstanceOf(WireException.class);
        }
    }

    private static LedgerPage smallPage() {
        return WirePages.page(TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(20), 0));
    }

    @Test
    void body_ofValues_givesTheSnapshotBack() throws WireException {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(3000), -0.25);
        Message.Report report = report(WirePages.page(snapshot), Content.VALUES);

        Snapshot read = BodyCodec.read(report, BodyCodec.write(snapshot), snapshot.schema());

        assertThat(read).usingRecursiveComparison().isEqualTo(snapshot);
    }

    @Test
    void body_ofValues_needsTheSchemaThatWasAnnounced() {
        Message.Report report = report(smallPage(), Content.VALUES);
        assertThatThrownBy(() -> BodyCodec.read(report, report.body().inline(), TestSnapshots.schema(21)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void report_writtenByVersion1_isRefusedByName() throws Exception {
        assertThatThrownBy(() -> codec.read(golden("report-v1.hex")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("version 1, this sidecar speaks 4");
    }

    @Test
    void report_writtenByVersion2_isRefusedByName() throws Exception {
        assertThatThrownBy(() -> codec.read(golden("report-v2.hex")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("version 2, this sidecar speaks 4");
    }

    @Test
    void report_writtenByVersion3_isRefusedByName() throws Exception {
        assertThatThrownBy(() -> codec.read(golden("report-v3.hex")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("version 3, this sidecar speaks 4");
    }

    @Test
    void report_writtenByVersion4_isStillRead() throws Exception {
        Message.Report report = (Message.Report) codec.read(golden("report-v4.hex"));
        LedgerPage page = PAGES.read(report, report.body().inline());
        WirePages.assertSame(page, WirePages.rich("emqx@a"));
        assertThat(report.push()).isEqualTo(WirePages.PUSH);
    }

    @Test
    void report_writtenNow_isAsVersion4WroteIt() throws Exception {
        assertThat(codec.write(report(WirePages.rich("emqx@a"), Content.PAGE))).isEqualTo(golden("report-v4.hex"));
    }

    static List<PushState> pushes() {
        List<PushState> all = new ArrayList<>();
        for (PushState.Kind kind : PushState.Kind.values()) {
            if (kind != PushState.Kind.FAILING) {
                all.add(new PushState(kind, Optional.empty(), kind.code()));
            }
        }
        for (PushFailure failure : PushFailure.values()) {
            all.add(new PushState(PushState.Kind.FAILING, Optional.of(failure), Long.MAX_VALUE));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("pushes")
    void push_survivesTheWire(PushState push) throws WireException {
        Message.Report report =
                new Message.Report(PEER, push, "a", TestSnapshots.UP, 0, Optional.empty(), Message.Body.NONE);

        assertThat(((Message.Report) codec.read(codec.write(report))).push()).isEqualTo(push);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0, 0, push state has code 5",
        "255, 0, 0, push state has code 255",
        "4, 13, 0, push failure has code 13",
        "1, -1, -1, negative"
    })
    void push_thatThereIsNot_isRefused(int kind, int failure, long lastSuccess, String why) {
        WireWriter bytes =
                WireWriter.message(Kind.REPORT, 64).text("m1").text("").text("").u8(kind);
        if (failure >= 0) {
            bytes.u8(failure);
        }
        byte[] lie = bytes.i64(lastSuccess).text("a").seal();

        assertThatThrownBy(() -> codec.read(lie))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(why);
    }

    /** Nested a hundred thousand times it would end the thread that reads it. */
    @Test
    void unaskedWithinUnasked_isRefusedBeforeItIsRead() {
        Message message = new Message.Goodbye("m1");
        for (int depth = 0; depth < 3; depth++) {
            message = new Message.Unasked("m1", TOKEN, message);
        }
        byte[] nested = codec.write(message);

        assertThatThrownBy(() -> codec.read(nested))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("unasked within unasked");
    }

    static byte[] golden(String name) throws IOException {
        try (InputStream in = WireTest.class.getResourceAsStream("/wire/" + name)) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }
}
