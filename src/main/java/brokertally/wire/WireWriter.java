package brokertally.wire;

import brokertally.model.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A growing little-endian buffer; {@link #seal} ends a message with its checksum. */
final class WireWriter {
    private ByteBuffer out;

    WireWriter(int capacity) {
        this.out = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A writer that has the head of a message already. */
    static WireWriter message(Kind kind, int capacity) {
        WireWriter writer = new WireWriter(capacity);
        return writer.u8('B').u8('T').u8(Kind.VERSION).u8(kind.code());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int needed = Math.addExact(out.position(), bytes);
            ByteBuffer larger =
                    ByteBuffer.allocate(Math.max(needed, 2 * out.capacity())).order(ByteOrder.LITTLE_ENDIAN);
            out = larger.put(out.flip());
        }
        return out;
    }

    WireWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    WireWriter i32(int value) {
        room(4).putInt(value);
        return this;
    }

    WireWriter i64(long value) {
        room(8).putLong(value);
        return this;
    }

    WireWriter fingerprint(Fingerprint value) {
        return i64(value.high()).i64(value.low());
    }

    WireWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return i32(bytes.length).bytes(bytes, 0, bytes.length);
    }

    WireWriter bytes(byte[] source, int from, int length) {
        room(length).put(source, from, length);
        return this;
    }

    WireWriter doubles(double[] values) {
        room(Math.multiplyExact(8, values.length)).asDoubleBuffer().put(values);
        out.position(out.position() + 8 * values.length);
        return this;
    }

    /** What has been written, without a checksum. A writer of just the right capacity gives its own array away. */
    byte[] toBytes() {
        if (!out.hasRemaining()) {
            return out.array();
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** The same bytes in a writer that has room for just so many more and for the checksum. */
    WireWriter withRoomFor(int bytes) {
        WireWriter exact = new WireWriter(Math.addExact(out.position(), Math.addExact(bytes, 4)));
        return exact.bytes(out.array(), 0, out.position());
    }

    /** The whole message with its checksum. */
    byte[] seal() {
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        return i32((int) crc.getValue()).toBytes();
    }
}
