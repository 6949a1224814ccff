package brokertally.wire;

import brokertally.entries.Entries;
import brokertally.entries.Entry;
import brokertally.entries.Stamp;
import java.util.ArrayList;
import java.util.List;

/**
 * Shared entries inside a message or a file: name, stamp, ancestors (a number, then each), body (its length, then its bytes).
 */
public final class EntryCodec {
    private static final int STAMP_BYTES = 12;
    private static final int ENTRY_BYTES = 4 + STAMP_BYTES + 8;
    private static final int WRITER_BYTES = 255;

    private EntryCodec() {}

    /** The bytes of one entry, as they stand in a file. */
    public static byte[] write(Entry entry) {
        return write(new WireWriter(256 + entry.body().length), entry).toBytes();
    }

    /** The entry in these bytes. */
    public static Entry read(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes);
        Entry entry = read(in);
        in.end();
        return entry;
    }

    static WireWriter write(WireWriter out, Entry entry) {
        write(out.text(entry.name()), entry.stamp());
        out.i32(entry.ancestors().size());
        entry.ancestors().forEach(stamp -> write(out, stamp));
        return out.i32(entry.body().length).bytes(entry.body(), 0, entry.body().length);
    }

    private static void write(WireWriter out, Stamp stamp) {
        out.i64(stamp.version()).text(stamp.writer());
    }

    static Entry read(WireReader in) throws WireException {
        int at = in.offset();
        try {
            String name = in.text(Entry.NAME_BYTES);
            Stamp stamp = stamp(in);
            int count = in.fitting(in.count(Entry.ANCESTORS, "number of ancestors"), STAMP_BYTES);
            List<Stamp> ancestors = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                ancestors.add(stamp(in));
            }
            return new Entry(name, stamp, ancestors, in.bytes(in.count(Entry.BODY_BYTES, "length of a body")));
        } catch (IllegalArgumentException e) {
            throw new WireException(at, e.getMessage());
        }
    }

    private static Stamp stamp(WireReader in) throws WireException {
        return new Stamp(in.sequence("version"), in.text(WRITER_BYTES));
    }

    static WireWriter writeAll(WireWriter out, List<Entry> entries) {
        out.i32(entries.size());
        entries.forEach(entry -> write(out, entry));
        return out;
    }

    static List<Entry> readAll(WireReader in) throws WireException {
        int count = in.fitting(in.count(Entries.MOST, "number of entries"), ENTRY_BYTES);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(read(in));
        }
        return entries;
    }
}
