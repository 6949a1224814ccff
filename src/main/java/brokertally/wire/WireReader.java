package brokertally.wire;

import brokertally.model.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Reads what {@link WireWriter} wrote and believes nothing: every length is checked before anything is allocated. */
final class WireReader {
    /** Sequences follow the clock in milliseconds. */
    private static final long MAX_SEQUENCE = 1L << 62;

    private final ByteBuffer in;

    WireReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A reader behind the head of a message whose magic, version and checksum are right. */
    static WireReader message(byte[] bytes) throws WireException {
        if (bytes.length < 8) {
            throw new WireException(bytes.length, "too short for a message");
        }
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != 'B' || reader.u8() != 'T') {
            throw new WireException(0, "not a message of ours");
        }
        int version = reader.u8();
        if (version != Kind.VERSION) {
            throw new WireException(2, "version " + version + ", this sidecar speaks " + Kind.VERSION);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        if (reader.in.getInt(bytes.length - 4) != (int) crc.getValue()) {
            throw new WireException(bytes.length - 4, "checksum is wrong");
        }
        reader.in.limit(bytes.length - 4);
        return reader;
    }

    int offset() {
        return in.position();
    }

    int remaining() {
        return in.remaining();
    }

    private void need(int bytes) throws WireException {
        if (bytes < 0 || in.remaining() < bytes) {
            throw new WireException(in.position(), "needs " + bytes + " bytes, has " + in.remaining());
        }
    }

    int u8() throws WireException {
        need(1);
        return in.get() & 0xff;
    }

    int i32() throws WireException {
        need(4);
        return in.getInt();
    }

    /** A number from 0 to the limit. */
    int count(int limit, String what) throws WireException {
        int at = offset();
        int value = i32();
        if (value < 0 || value > limit) {
            throw new WireException(at, what + " " + value + " is not in 0.." + limit);
        }
        return value;
    }

    long i64() throws WireException {
        need(8);
        return in.getLong();
    }

    long natural(String what) throws WireException {
        int at = offset();
        long value = i64();
        if (value < 0) {
            throw new WireException(at, what + " is negative");
        }
        return value;
    }

    /** A sequence or where a lineage began: none is so high that one more would overflow. */
    long sequence(String what) throws WireException {
        int at = offset();
        long value = natural(what);
        if (value > MAX_SEQUENCE) {
            throw new WireException(at, what + " " + value + " is above " + MAX_SEQUENCE);
        }
        return value;
    }

    /** A number that is -1 where there is none. */
    long naturalOrNone(String what) throws WireException {
        int at = offset();
        long value = i64();
        if (value < -1) {
            throw new WireException(at, what + " is " + value);
        }
        return value;
    }

    Fingerprint fingerprint() throws WireException {
        return new Fingerprint(i64(), i64());
    }

    String text(int limit) throws WireException {
        int length = count(limit, "text length");
        need(length);
        ByteBuffer slice = in.slice(in.position(), length);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
            in.position(in.position() + length);
            return text;
        } catch (CharacterCodingException e) {
            throw new WireException(offset(), "not UTF-8");
        }
    }

    byte[] bytes(int length) throws WireException {
        need(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** So many things, each of so many bytes at the least: refused when they cannot be here, before room is made for them. */
    int fitting(int things, int bytesEach) throws WireException {
        if ((long) things * bytesEach > in.remaining()) {
            throw new WireException(offset(), things + " things announced, " + in.remaining() + " bytes left");
        }
        return things;
    }

    double[] doubles(int count) throws WireException {
        double[] values = new double[fitting(count, 8)];
        in.asDoubleBuffer().get(values);
        in.position(in.position() + 8 * count);
        return values;
    }

    void end() throws WireException {
        if (in.hasRemaining()) {
            throw new WireException(offset(), in.remaining() + " bytes too many");
        }
    }
}
