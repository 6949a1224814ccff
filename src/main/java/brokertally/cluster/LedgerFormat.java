package brokertally.cluster;

import brokertally.ledger.Ledger;
import brokertally.ledger.LedgerPage;
import brokertally.model.Fingerprint;
import brokertally.model.Schema;
import brokertally.wire.PageCodec;
import brokertally.wire.WireException;
import brokertally.wire.WireLimits;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A ledger as the bytes of a file; numbers big-endian.
 *
 * <p>Version 1: {@code BTLEDGER}, version (4 bytes), number of pages (4); for each page its length (4), its CRC-32C (4) and its
 * bytes by {@link PageCodec}; the CRC-32C of all before (4). In every version the first twelve bytes and the last four mean
 * the same, so that a file of another version is told from a damaged one.
 */
final class LedgerFormat {
    private static final int VERSION = 1;

    private static final byte[] MAGIC = "BTLEDGER".getBytes(StandardCharsets.US_ASCII);

    private static final int LEAST_BYTES = MAGIC.length + 4 + 4 + 4;

    /** What is read or written at once: a channel wants as much memory again outside the heap. */
    private static final int SLICE_BYTES = 64 * 1024;

    /** What bounds a page is the file that it is in; limits that were made smaller must not make a file unreadable. */
    private static final WireLimits NO_LIMITS = new WireLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private LedgerFormat() {}

    static void write(Ledger ledger, WritableByteChannel file) throws IOException {
        CRC32C checksum = new CRC32C();
        BufferedOutputStream buffer = new BufferedOutputStream(Channels.newOutputStream(file), SLICE_BYTES);
        DataOutputStream out = new DataOutputStream(new CheckedOutputStream(buffer, checksum));
        out.write(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(ledger.size());
        for (LedgerPage page : ledger.pages()) {
            byte[] bytes = PageCodec.write(page);
            CRC32C own = new CRC32C();
            own.update(bytes);
            out.writeInt(bytes.length);
            out.writeInt((int) own.getValue());
            for (int at = 0; at < bytes.length; at += SLICE_BYTES) {
                out.write(bytes, at, Math.min(SLICE_BYTES, bytes.length - at));
            }
        }
        out.writeInt((int) checksum.getValue());
        out.flush();
    }

    /** The ledger in this file, read twice: nothing is made of its bytes before all of them are known to be right. */
    static Ledger read(SeekableByteChannel file, long maxBytes) throws IOException, Unreadable {
        if (file.size() > maxBytes) {
            throw new Unreadable("has " + file.size() + " bytes, more than the limit of " + maxBytes);
        }
        try {
            check(file);
            return pages(file);
        } catch (EOFException e) {
            throw new Unreadable("became shorter while it was read");
        }
    }

    private static void check(SeekableByteChannel file) throws IOException, Unreadable {
        long size = file.size();
        if (size < LEAST_BYTES) {
            throw new Unreadable(size == 0 ? "is empty" : "is cut off after " + size + " bytes");
        }
        CheckedInputStream checked = new CheckedInputStream(stream(file), new CRC32C());
        DataInputStream in = new DataInputStream(checked);
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new Unreadable("does not begin as a ledger does");
        }
        int version = in.readInt();
        long left = size - MAGIC.length - 8;
        if (version == VERSION) {
            left -= checkPages(in, left);
        }
        skip(in, left);
        int checksum = (int) checked.getChecksum().getValue();
        if (in.readInt() != checksum) {
            throw new Unreadable("has a wrong checksum");
        }
        if (version != VERSION) {
            throw new Unreadable(Integer.toUnsignedLong(version), VERSION);
        }
        if (left != 0) {
            throw new Unreadable("has " + left + " bytes behind its last page");
        }
    }

    /** Bytes from the number of pages to the end of the last. */
    private static long checkPages(DataInputStream in, long left) throws IOException, Unreadable {
        int count = in.readInt();
        if (count < 0) {
            throw new Unreadable("announces " + count + " pages");
        }
        long used = 4;
        for (int page = 1; page <= count; page++) {
            used += 8;
            if (used > left) {
                throw new Unreadable("is cut off before page " + page + " of " + count);
            }
            int length = in.readInt();
            int expected = in.readInt();
            used += length;
            if (length < 0 || used > left) {
                throw new Unreadable("is cut off in page " + page + " of " + count);
            }
            if (skip(in, length) != expected) {
                throw new Unreadable("has a wrong checksum in page " + page + " of " + count);
            }
        }
        return used;
    }

    /** The checksum of bytes that are passed over. */
    private static int skip(InputStream in, long bytes) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] slice = new byte[(int) Math.min(SLICE_BYTES, bytes)];
        for (long left = bytes; left > 0; left -= slice.length) {
            int wanted = (int) Math.min(slice.length, left);
            if (in.readNBytes(slice, 0, wanted) < wanted) {
                throw new EOFException();
            }
            checksum.update(slice, 0, wanted);
        }
        return (int) checksum.getValue();
    }

    private static Ledger pages(SeekableByteChannel file) throws IOException, Unreadable {
        file.position(MAGIC.length + 4L);
        DataInputStream in = new DataInputStream(stream(file));
        Map<Fingerprint, Schema> schemas = new HashMap<>(); // nodes of one cluster mostly show the same series
        PageCodec codec =
                new PageCodec(NO_LIMITS, schema -> schemas.computeIfAbsent(schema.fingerprint(), first -> schema));
        int count = in.readInt();
        Ledger ledger = Ledger.EMPTY;
        for (int page = 1; page <= count; page++) {
            byte[] bytes = new byte[in.readInt()];
            in.readInt();
            for (int at = 0; at < bytes.length; at += SLICE_BYTES) {
                in.readFully(bytes, at, Math.min(SLICE_BYTES, bytes.length - at));
            }
            try {
                ledger = ledger.replace(codec.read(bytes));
            } catch (WireException e) {
                throw new Unreadable("has a page " + page + " of " + count + " that is none: " + e.getMessage());
            }
        }
        if (ledger.size() != count) {
            throw new Unreadable("has two pages of one node");
        }
        return ledger;
    }

    private static InputStream stream(SeekableByteChannel file) {
        return new BufferedInputStream(Channels.newInputStream(file), SLICE_BYTES);
    }
}
