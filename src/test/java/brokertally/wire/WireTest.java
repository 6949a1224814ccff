package brokertally.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brokertally.TestSnapshots;
import brokertally.model.Fingerprint;
import brokertally.model.Schema;
import brokertally.model.SchemaBuilder;
import brokertally.model.Snapshot;
import brokertally.wire.Message.Content;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
    private static final WireLimits LIMITS = new WireLimits(10_000, 4 << 20);
    private static final Message.Peer PEER = new Message.Peer("m1", "127.0.0.1:18090", "0.1.0");
    private final MessageCodec codec = new MessageCodec(LIMITS);
    private final BodyCodec bodies = new BodyCodec(LIMITS);

    static List<Message> messages() {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(20), 0.5);
        return List.of(
                new Message.Gather(1_000, new Fingerprint(1, -2), -1),
                report(snapshot, Content.SCHEMA_AND_VALUES),
                report(snapshot, Content.VALUES),
                report(snapshot, Content.NONE),
                new Message.Report(PEER, "ü", TestSnapshots.UP, 0, Optional.empty(), Message.Body.NONE),
                new Message.ChunkRequest(7, Content.VALUES, 262_144),
                new Message.Chunk(7, 262_144, new byte[] {1, 2, 3}),
                new Message.Gone(7),
                new Message.Goodbye("m1"));
    }

    private static Message.Report report(Snapshot snapshot, Content content) {
        byte[] body = BodyCodec.write(snapshot, content);
        Message.Head head = new Message.Head(
                snapshot.incarnation(),
                snapshot.sequence(),
                snapshot.takenMillis(),
                snapshot.schema().fingerprint(),
                snapshot.schema().size());
        Message.Body wrapped = body.length == 0 ? Message.Body.NONE : new Message.Body(content, body.length, body);
        return new Message.Report(PEER, snapshot.node(), TestSnapshots.UP, 12, Optional.of(head), wrapped);
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
                PEER, "emqx@a", TestSnapshots.UP, Long.MAX_VALUE, Optional.empty(), Message.Body.NONE));

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
                bodies.read(report, report.body().inline(), TestSnapshots.schema(20));
            }
        } catch (WireException expected) {
            assertThat(expected.offset()).isBetween(0, bytes.length);
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

    @ParameterizedTest
    @MethodSource("hostileLengths")
    void body_withAHostileCount_isRefusedBeforeAnythingIsAllocated(int count) {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(20), 0);
        Message.Report report = report(snapshot, Content.SCHEMA_AND_VALUES);
        byte[] body = new WireWriter(64).i32(count).i32(count).toBytes();
        assertThatThrownBy(() -> bodies.read(report, body, Schema.EMPTY)).isInstanceOf(WireException.class);
    }

    @Test
    void body_cutAtEveryOffset_isAWireError() {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(20), 0);
        Message.Report report = report(snapshot, Content.SCHEMA_AND_VALUES);
        byte[] whole = report.body().inline();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> bodies.read(report, cut, Schema.EMPTY))
                    .as("cut at %d", length)
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void body_withSchema_givesTheSnapshotBack() throws WireException {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(3000), -0.25);
        Message.Report report = report(snapshot, Content.SCHEMA_AND_VALUES);

        Snapshot read = bodies.read(report, report.body().inline(), Schema.EMPTY);

        assertThat(read.schema().fingerprint()).isEqualTo(snapshot.schema().fingerprint());
        assertThat(read.values()).isEqualTo(snapshot.values());
        assertThat(read).usingRecursiveComparison().isEqualTo(snapshot);
    }

    @Test
    void body_ofValues_needsTheSchemaThatWasAnnounced() {
        Snapshot snapshot = TestSnapshots.snapshot("emqx@a", 7, TestSnapshots.schema(20), 0);
        Message.Report report = report(snapshot, Content.VALUES);
        assertThatThrownBy(() -> bodies.read(report, report.body().inline(), TestSnapshots.schema(21)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void body_withARawNewlineInALabel_isRefused() {
        SchemaBuilder builder = new SchemaBuilder();
        builder.add(
                builder.family(TestSnapshots.schema(1).table().family(1)),
                brokertally.model.Suffix.NONE,
                "id=\"a\nevil 1\"");
        Schema schema = builder.build().schema();
        Message.Report report = report(TestSnapshots.snapshot("emqx@a", 7, schema, 0), Content.SCHEMA_AND_VALUES);
        assertThatThrownBy(() -> bodies.read(report, report.body().inline(), Schema.EMPTY))
                .hasMessageContaining("canonical");
    }

    @Test
    void report_writtenByVersion1_isStillRead() throws Exception {
        String hex = new String(
                        WireTest.class
                                .getResourceAsStream("/wire/report-v1.hex")
                                .readAllBytes(),
                        "US-ASCII")
                .strip();
        Message.Report report = (Message.Report) codec.read(HexFormat.of().parseHex(hex));
        Snapshot read = bodies.read(report, report.body().inline(), Schema.EMPTY);
        assertThat(read.node()).isEqualTo("emqx@a");
        assertThat(read.sequence()).isEqualTo(7);
        assertThat(read.values()).containsExactly(0.5, 1.5, 2.5);
    }
}
