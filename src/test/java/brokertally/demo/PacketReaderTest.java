package brokertally.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PacketReaderTest {
    private final List<String> packets = new ArrayList<>();
    private final PacketReader reader =
            new PacketReader((header, first, second) -> packets.add(header + ":" + first + ":" + second));

    private static Buffer packet(int header, int length) {
        Buffer packet = Buffer.buffer().appendUnsignedByte((short) header);
        int left = length;
        do {
            int octet = left & 0x7f;
            left >>= 7;
            packet.appendUnsignedByte((short) (left > 0 ? octet | 0x80 : octet));
        } while (left > 0);
        for (int i = 0; i < length; i++) {
            packet.appendByte((byte) (i + 1));
        }
        return packet;
    }

    @Test
    void feed_findsPacketsOfAllSizes() {
        Buffer stream = Buffer.buffer();
        List.of(0, 1, 2, 127, 128, 16_383, 16_384, 2_097_152)
                .forEach(length -> stream.appendBuffer(packet(0x30, length)));

        reader.feed(stream);

        assertThat(packets).hasSize(8);
        assertThat(packets.subList(0, 4)).containsExactly("48:0:0", "48:1:0", "48:1:2", "48:1:2");
    }

    @Test
    void feed_afterALengthOfFiveBytes_findsNothingMore() {
        reader.feed(Buffer.buffer(new byte[] {0x30, -1, -1, -1, -1, 1, 0x20, 0, 0x20, 0}));

        assertThat(packets).isEmpty();
    }

    @Property(tries = 100)
    void feed_doesNotDependOnHowTheBytesAreCut(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 300) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 50) int cut) {
        Buffer stream = Buffer.buffer();
        lengths.forEach(length -> stream.appendBuffer(packet(0x20, length)));
        List<String> found = new ArrayList<>();
        PacketReader inPieces =
                new PacketReader((header, first, second) -> found.add(header + ":" + first + ":" + second));

        for (int at = 0; at < stream.length(); at += cut) {
            inPieces.feed(stream.slice(at, Math.min(stream.length(), at + cut)));
        }

        assertThat(found)
                .isEqualTo(lengths.stream()
                        .map(length -> "32:" + (length > 0 ? 1 : 0) + ":" + (length > 1 ? 2 : 0))
                        .toList());
    }
}
