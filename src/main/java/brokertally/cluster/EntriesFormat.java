package brokertally.cluster;

import brokertally.entries.Entries;
import brokertally.entries.Entry;
import brokertally.wire.EntryCodec;
import brokertally.wire.WireException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Shared entries as the bytes of a file; numbers big-endian.
 *
 * <p>Version 1: {@code BTSHARED}, version (4 bytes), number of entries (4); for each its length (4) and its bytes by {@link
 * EntryCodec}; the CRC-32C of all before (4). In every version the first twelve bytes and the last four mean the same, so that
 * a file of another version is told from a damaged one.
 */
final class EntriesFormat {
    private static final int VERSION = 1;
    private static final byte[] MAGIC = "BTSHARED".getBytes(StandardCharsets.US_ASCII);
    private static final int LEAST_BYTES = MAGIC.length + 4 + 4 + 4;

    private EntriesFormat() {}

    static byte[] write(Entries entries) {
        List<byte[]> bodies = entries.all().stream().map(EntryCodec::write).toList();
        int length =
                LEAST_BYTES + bodies.stream().mapToInt(body -> 4 + body.length).sum();
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(MAGIC).putInt(VERSION).putInt(bodies.size());
        bodies.forEach(body -> out.putInt(body.length).put(body));
        return out.putInt(checksum(out.array(), length - 4)).array();
    }

    static Entries read(byte[] file) throws Unreadable {
        if (file.length < LEAST_BYTES) {
            throw new Unreadable(file.length == 0 ? "is empty" : "is cut off after " + file.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(file);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new Unreadable("does not begin as shared entries do");
        }
        int version = in.getInt();
        if (in.getInt(file.length - 4) != checksum(file, file.length - 4)) {
            throw new Unreadable("has a wrong checksum");
        }
        if (version != VERSION) {
            throw new Unreadable(Integer.toUnsignedLong(version), VERSION);
        }
        in.limit(file.length - 4);
        return entries(in);
    }

    private static Entries entries(ByteBuffer in) throws Unreadable {
        List<Entry> entries = new ArrayList<>();
        try {
            int count = in.getInt();
            for (int i = 0; i < count; i++) {
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new Unreadable("is cut off in entry " + (i + 1) + " of " + count);
                }
                byte[] bytes = new byte[length];
                in.get(bytes);
                entries.add(EntryCodec.read(bytes));
            }
        } catch (BufferUnderflowException e) {
            throw new Unreadable("is cut off behind entry " + entries.size());
        } catch (WireException e) {
            throw new Unreadable("has an entry " + (entries.size() + 1) + " that is none: " + e.getMessage());
        }
        if (in.hasRemaining()) {
            throw new Unreadable("has " + in.remaining() + " bytes behind its last entry");
        }
        return Entries.of(entries);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
